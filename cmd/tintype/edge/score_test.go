package edge

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"tintype"
	"tintype/testdata"
)

// A coarser image has the lower score, and what is no pair of images is refused.
func TestScore(t *testing.T) {
	_, s := serve(t, "{}", passing)
	source, err := testdata.Samples().Open("landscape.jpg")
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	data, err := io.ReadAll(source)
	if err != nil {
		t.Fatal(err)
	}
	image := func(query string) []byte {
		r, err := tintype.Transform(t.Context(), bytes.NewReader(data), tintype.Options{Query: query})
		if err != nil {
			t.Fatal(err)
		}
		return r.Body
	}
	post := func(a, b []byte) (int, float64) {
		body := append(binary.LittleEndian.AppendUint32(nil, uint32(len(a))), append(a[:len(a):len(a)], b...)...)
		r, err := http.Post(s.URL+"/_tintype/score", "application/octet-stream", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		var out struct{ Score float64 }
		json.NewDecoder(r.Body).Decode(&out)
		return r.StatusCode, out.Score
	}
	lossless := image("w=200&fm=png")
	_, fine := post(lossless, image("w=200&fm=jpg&q=90"))
	_, coarse := post(lossless, image("w=200&fm=jpg&q=20"))
	if !(100 > fine && fine > coarse+10) {
		t.Errorf("got %.1f for q 90 and %.1f for q 20", fine, coarse)
	}
	if status, _ := post(lossless, image("w=100&fm=jpg")); status != 422 {
		t.Errorf("another size: got %d, want 422", status)
	}
	if status, _ := post(lossless, []byte("no image")); status != 422 {
		t.Errorf("no image: got %d, want 422", status)
	}
	r, err := http.Post(s.URL+"/_tintype/score", "", bytes.NewReader([]byte{255, 255, 255, 255, 1}))
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != 400 {
		t.Errorf("a length that is too long: got %d, want 400", r.StatusCode)
	}
}
