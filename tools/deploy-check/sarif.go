package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

func init() { register("sarif", judgeSarif) }

// What `tocsin lint --format sarif` says of a file at fault, against the schema of SARIF 2.1.0.
func judgeSarif(root string) []string {
	preset := os.Getenv("PRESET")
	if preset == "" {
		preset = "release"
	}
	program := filepath.Join(root, "build", preset, "bin/tocsin")
	if _, err := os.Stat(program); err != nil {
		fmt.Println("skipped: no program is built that could write SARIF")
		return nil
	}
	folder, err := os.MkdirTemp("", "sarif")
	if err != nil {
		return []string{err.Error()}
	}
	defer os.RemoveAll(folder)
	bad := []byte("document: {dsl: '1.0.3', namespace: ops, name: bad, version: '1.0.0'}\ndo:\n  - a: {sett: {b: 1}}\n")
	if err := os.WriteFile(filepath.Join(folder, "bad file.yaml"), bad, 0o600); err != nil {
		return []string{err.Error()}
	}
	command := exec.Command(program, "lint", "--format", "sarif", "bad file.yaml")
	command.Dir = folder
	said, _ := command.Output() // it ends with 1, for the file is at fault
	return sarifFaults(said)
}

func sarifFaults(text []byte) []string {
	const whose = "tocsin lint --format sarif"
	var report sarif.Report
	if err := unmarshalStrict(text, &report); err != nil {
		return []string{fmt.Sprintf("%s: %v: %s", whose, err, text)}
	}
	schema, err := sarifSchema()
	if err != nil {
		return []string{fmt.Sprintf("the schema of SARIF: %v", err)}
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err == nil {
		err = schema.Validate(document)
	}
	if err != nil {
		return []string{fmt.Sprintf("%s: %v", whose, err)}
	}
	if len(report.Runs) != 1 || len(report.Runs[0].Results) == 0 {
		return []string{whose + ": nothing is said of a file at fault"}
	}
	return nil
}

// The schema by OASIS, which the module of SARIF's types carries as a constant that it does not give away.
var sarifSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	command := exec.Command("go", "list", "-f", "{{.Dir}}", reflect.TypeFor[sarif.Report]().PkgPath())
	command.Dir = sourceFolder()
	folder, err := command.Output()
	if err != nil {
		return nil, err
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(folder)), "schema.go"), nil, 0)
	if err != nil {
		return nil, err
	}
	quoted := ""
	ast.Inspect(file, func(node ast.Node) bool {
		if text, is := node.(*ast.BasicLit); is && text.Kind == token.STRING {
			quoted = text.Value
		}
		return true
	})
	text, err := strconv.Unquote(quoted)
	if err != nil {
		return nil, err
	}
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	const name = "sarif-2.1.0.json"
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(name, document); err != nil {
		return nil, err
	}
	return compiler.Compile(name)
})

func sourceFolder() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(file)
}
