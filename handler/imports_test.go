package handler

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// The handler knows HTTP and no pixels, and brings nothing heavy into the guest:
// what it may import is listed here, and so is what may not come along.
func TestImports(t *testing.T) {
	t.Parallel()
	list := func(args ...string) []string {
		t.Helper()
		command := exec.Command("go", append([]string{"list", "-f"}, args...)...)
		command.Env = append(command.Environ(), "GOOS=wasip1", "GOARCH=wasm")
		out, err := command.Output()
		if err != nil {
			t.Fatalf("go list: %v", err)
		}
		return strings.Fields(string(out))
	}
	allowed := []string{
		"bytes", "crypto/md5", "crypto/sha256", "crypto/subtle", "errors", "iter", "maps", "slices", "strconv", "strings", "unicode/utf8", "tintype/transform/params",
		"tintype/handler", "tintype/handler/internal/ascii", "tintype/handler/internal/jsonview", "tintype/version",
	}
	for _, path := range list("{{join .Imports \" \"}}", ".", "./cloudfront", "./internal/...") {
		if !slices.Contains(allowed, path) {
			t.Errorf("handler imports %s", path)
		}
	}
	for _, path := range list("{{join .Deps \" \"}}", "./cloudfront") {
		if slices.Contains([]string{"fmt", "reflect", "encoding/json", "net/http", "net/url", "regexp", "image"}, path) {
			t.Errorf("handler brings %s into the guest", path)
		}
		if strings.HasPrefix(path, "tintype/transform") && path != "tintype/transform/params" || strings.Contains(path, "/aws/") {
			t.Errorf("handler brings %s", path)
		}
	}
}
