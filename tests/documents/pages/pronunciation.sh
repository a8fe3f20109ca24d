begin() { :; }
expect 'tocsin lint workflows/lexicon' '1 file'
