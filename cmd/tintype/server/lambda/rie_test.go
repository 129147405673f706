package lambda

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/jpeg"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// AWS's own emulator of Lambda's runtime interface takes the program's answers. It collects
// them, up to 6 MB, where Lambda streams 200; an answer that it refuses does not end the
// program. TINTYPE_RIE names the emulator, which make test-ric builds.
func TestAWSEmulator(t *testing.T) {
	emulator := os.Getenv("TINTYPE_RIE")
	if emulator == "" {
		t.Skip("not checked: the function URL's program under AWS's runtime interface emulator; TINTYPE_RIE names none (make test-ric has it)")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "bootstrap")
	if out, err := exec.Command("go", "build", "-o", program, "tintype/cmd/bootstrap").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	originals := filepath.Join(dir, "originals")
	city, err := os.ReadFile("../../../../testdata/samples/city.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(originals, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"city.jpg": city, "film.mp4": make([]byte, 12<<20)} {
		if err := os.WriteFile(filepath.Join(originals, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	invoke, api := freeAddress(t), freeAddress(t)
	c := exec.Command(emulator, "--runtime-interface-emulator-address", invoke, "--runtime-api-address", api, "--log-level", "error", program)
	c.Dir, c.Stdout, c.Stderr = dir, t.Output(), t.Output()
	c.Env = append(os.Environ(), "TINTYPE_SOURCE=/="+originals)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Process.Signal(syscall.SIGTERM)
		c.Wait()
	})
	for range 300 {
		if conn, err := net.Dial("tcp", invoke); err == nil {
			conn.Close()
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	ask := func(path, query string) (head struct {
		StatusCode int
		Headers    map[string]string
	}, body []byte) {
		t.Helper()
		event := fmt.Sprintf(`{"version":"2.0","rawPath":%q,"rawQueryString":%q,"headers":{"host":"x"},"requestContext":{"http":{"method":"GET","path":%q,"sourceIp":"192.0.2.1"}}}`, path, query, path)
		response, err := http.Post("http://"+invoke+"/2015-03-31/functions/function/invocations", "application/json", strings.NewReader(event))
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		all, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		prelude, body, found := bytes.Cut(all, make([]byte, 8))
		if !found {
			return head, all
		}
		if err := json.Unmarshal(prelude, &head); err != nil {
			t.Fatalf("%s: %v", prelude, err)
		}
		return head, body
	}
	for _, row := range []struct {
		path, query string
		status      int
	}{
		{"/city.jpg", "w=50", 200}, {"/city.jpg/~w=50", "", 200}, {"/city.jpg", "w=x", 400}, {"/none.jpg", "w=5", 404}, {"/film.mp4", "", 0}, {"/city.jpg", "w=50", 200},
	} {
		head, body := ask(row.path, row.query)
		if row.status == 0 {
			if !strings.Contains(string(body), "ResponseSizeTooLarge") {
				t.Errorf("%s: got %.100s, want a refusal of its size", row.path, body)
			}
			continue
		}
		if head.StatusCode != row.status {
			t.Errorf("%s?%s: got %d %s, want %d", row.path, row.query, head.StatusCode, body, row.status)
			continue
		}
		if row.status == 200 {
			if size, err := jpeg.DecodeConfig(bytes.NewReader(body)); err != nil || size.Width != 50 {
				t.Errorf("%s?%s: got %v, %v, want a JPEG 50 wide", row.path, row.query, size, err)
			}
		}
		t.Logf("GET %s?%s: %d %s, %d bytes", row.path, row.query, head.StatusCode, head.Headers["content-type"], len(body))
	}
}

// freeAddress is one of this machine that nobody listens at.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
