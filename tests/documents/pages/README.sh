# The tree as it is checked out, and the programs that are built there.
begin() {
  git -C "$CHECKOUT" ls-files -z README.md docs workflows | tar -C "$CHECKOUT" --null -T - -cf - | tar xf -
}
stands 'tools/build ' '"$CHECKOUT/tools/build" --help '
stands '$PWD/build/release/bin' '$PROGRAMS'
expect 'curl -s' '"accepted":1'
expect 'curl -s' 'call over, completed'
