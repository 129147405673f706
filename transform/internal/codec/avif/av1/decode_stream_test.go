package av1

import (
	"bytes"
	"crypto/md5"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// unwrap takes the OBUs out of an IVF file, of a section 5 stream, or of an
// Annex B stream, up to the end of the first frame of the container.
func unwrap(t testing.TB, name string, data []byte) []byte {
	if bytes.HasPrefix(data, []byte("DKIF")) {
		at := int(binary.LittleEndian.Uint16(data[6:]))
		var all []byte
		for len(data) >= at+12 {
			n := int(binary.LittleEndian.Uint32(data[at:]))
			all = append(all, data[at+12:min(at+12+n, len(data))]...)
			at += 12 + n
			if len(all) > 0 {
				break
			}
		}
		return all
	}
	if strings.Contains(name, "annexb") {
		return unwrapAnnexB(data)
	}
	return data
}

// unwrapAnnexB gives the OBUs of the first temporal unit sizes of their own.
func unwrapAnnexB(data []byte) (out []byte) {
	size, n, _ := leb128(data)
	data = data[n : n+size]
	for len(data) > 0 {
		size, n, _ := leb128(data)
		frame := data[n : n+size]
		data = data[n+size:]
		for len(frame) > 0 {
			size, n, _ := leb128(frame)
			o := frame[n : n+size]
			frame = frame[n+size:]
			if o[0]&2 != 0 {
				out = append(out, o...)
				continue
			}
			head := 1
			if o[0]&4 != 0 {
				head = 2
			}
			out = append(out, o[0]|2)
			out = append(out, o[1:head]...)
			for v := len(o) - head; ; v >>= 7 {
				if v < 0x80 {
					out = append(out, byte(v))
					break
				}
				out = append(out, byte(v)|0x80)
			}
			out = append(out, o[head:]...)
		}
	}
	return out
}

// planesOf decodes a frame into whole planes, as dav1d writes them.
func planesOf(data []byte, o Options) ([3][]byte, Header, error) {
	var out [3][]byte
	d, err := NewDecoder(data, o)
	if err != nil {
		return out, Header{}, err
	}
	for {
		b, err := d.Next()
		if err == io.EOF {
			return out, d.Header(), nil
		}
		if err != nil {
			return out, d.Header(), err
		}
		for i, p := range b.Planes {
			for y := range p.Height {
				for _, v := range p.Pix[y*p.Stride:][:p.Width] {
					out[i] = append(out[i], byte(v))
					if d.Header().Depth > 8 {
						out[i] = append(out[i], byte(v>>8))
					}
				}
			}
		}
	}
}

func sumOf(planes [3][]byte) string {
	var h hash.Hash = md5.New()
	for _, p := range planes {
		h.Write(p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// dav1d asks dav1d for the MD5 sum of the first frame.
func dav1d(t testing.TB, file string, args ...string) (string, error) {
	out, err := exec.Command("dav1d", append([]string{"--limit", "1", "--muxer", "md5", "-o", "-", "-q", "--filmgrain", "1", "-i", file}, args...)...).Output()
	if e := (*exec.ExitError)(nil); errors.As(err, &e) {
		return "", errors.New(strings.TrimSpace(string(e.Stderr)))
	}
	return strings.TrimSpace(string(out)), err
}

const corpus = "../../../../../../shared/corpus/av1"

func TestCorpus(t *testing.T) {
	if testing.Short() {
		t.Skip("not checked: the streams of others, which take a while")
	}
	if _, err := exec.LookPath("dav1d"); err != nil {
		t.Skip("not checked: the streams of others, because dav1d is not installed")
	}
	files, _ := filepath.Glob(filepath.Join(corpus, "*"))
	if len(files) == 0 {
		t.Skip("not checked: the streams of others, which are not here")
	}
	same, total := 0, 0
	for _, file := range files {
		base := filepath.Base(file)
		if only := os.Getenv("ONLY"); only != "" && !strings.Contains(base, only) {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want, werr := dav1d(t, file)
		total++
		planes, _, err := planesOf(unwrap(t, base, data), Options{})
		switch got := sumOf(planes); {
		case err != nil:
			t.Errorf("%s: got %v, want %s %v", base, err, want, werr)
		case got != want:
			t.Errorf("%s: got %s, want %s %v", base, got, want, werr)
		default:
			same++
		}
	}
	t.Logf("%d of %d are the same", same, total)
}
