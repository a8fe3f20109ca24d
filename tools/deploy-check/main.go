// deploy-check loads the files of deploy/ as the programs that take them do, and says what they would refuse.
//
// Each kind is a file of this folder that calls register. Usage: deploy-check ROOT [KIND...]; without a kind, all.
package main

import (
	"fmt"
	"os"
	"slices"
)

// A kind judges its files below root and returns what is wrong, one line each: "FILE: what".
type kind func(root string) []string

var kinds = map[string]kind{}

func register(name string, judge kind) { kinds[name] = judge }

func main() {
	known := make([]string, 0, len(kinds))
	for name := range kinds {
		known = append(known, name)
	}
	slices.Sort(known)
	if len(os.Args) < 2 {
		fmt.Fprintf(os.Stderr, "usage: deploy-check ROOT [KIND...]   (kinds: %v)\n", known)
		os.Exit(2)
	}
	names := os.Args[2:]
	if len(names) == 0 {
		names = known
	}
	status := 0
	for _, name := range names {
		judge, found := kinds[name]
		if !found {
			fmt.Fprintf(os.Stderr, "deploy-check: unknown kind '%s' (known: %v)\n", name, known)
			os.Exit(2)
		}
		problems := judge(os.Args[1])
		for _, problem := range problems {
			fmt.Println(problem)
		}
		if len(problems) > 0 {
			status = 1
		} else {
			fmt.Println(name + ": well")
		}
	}
	os.Exit(status)
}
