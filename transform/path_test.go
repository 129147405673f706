package transform

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// stages are the beginnings of the names of files, in the order in which data passes
// through them. Files that are not here hold values and answers that every stage may use.
var stages = []string{"do", "pixels", "job", "open", "plan", "animate", "frame", "decode", "color", "operate", "encode"}

// climbs are the calls upward that there have to be.
var climbs = map[string]string{
	"operate_layers.go: job.pixels": "what is laid over an image is an image that goes all the way itself",
}

// Who follows the data from Do downward does not climb back: no file calls a function of
// an earlier stage's.
func TestPathReadsDownward(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	files, declared, ranked := map[string]*ast.File{}, map[string]int{}, 0
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = f
		for _, decl := range f.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if rank := stageOf(name); ok && rank >= 0 && (fn.Recv == nil || receiver(fn) == "job") {
				name := fn.Name.Name
				if fn.Recv != nil {
					name = "job." + name
				}
				declared[name] = rank
				ranked++
			}
		}
	}
	if ranked < 60 {
		t.Fatalf("only %d functions have a stage", ranked)
	}
	used := map[string]bool{}
	for name, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			called := calledName(n)
			rank, known := declared[called]
			if called == "" || !known || stageOf(name) < 0 || rank >= stageOf(name) {
				return true
			}
			if at := name + ": " + called; climbs[at] == "" {
				t.Errorf("%s calls %s, of the stage %s", name, called, stages[rank])
			} else {
				used[at] = true
			}
			return true
		})
	}
	for at := range climbs {
		if !used[at] {
			t.Errorf("%s: there is no such call", at)
		}
	}
}

// stageOf returns a file's place in stages, or -1.
func stageOf(name string) int {
	stage, _, _ := strings.Cut(strings.TrimSuffix(name, ".go"), "_")
	return slices.Index(stages, stage)
}

// receiver returns the name of the type that a function is a method of.
func receiver(fn *ast.FuncDecl) string {
	of := fn.Recv.List[0].Type
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
	}
	name, _ := of.(*ast.Ident)
	return name.Name
}

// calledName returns the name of a function of this package, or of a method of a job,
// that a call names, or "".
func calledName(n ast.Node) string {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return ""
	}
	switch fn := call.Fun.(type) {
	case *ast.Ident:
		return fn.Name
	case *ast.SelectorExpr:
		if of, ok := fn.X.(*ast.Ident); ok && (of.Name == "d" || of.Name == "sub") {
			return "job." + fn.Sel.Name
		}
	}
	return ""
}
