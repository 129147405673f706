package engine

import (
	"bytes"
	"os"
	"testing"

	"tintype/handler"
	"tintype/transform"
)

// What is quick is AVIF, which changes and keeps its looks; other formats stay the same.
func TestQuick(t *testing.T) {
	source, err := os.ReadFile("../../../../testdata/samples/city.jpg")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		query string
		same  bool
	}{{"w=320&fm=avif", false}, {"w=320&fm=webp", true}} {
		p, err := transform.Parse(row.query)
		if err != nil {
			t.Fatal(err)
		}
		ask := handler.Transform{Params: p, Limits: handler.DefaultConfig(&handler.Host{}).Limits}
		var bodies [2][]byte
		for i, n := range []Native{{}, {Quick: true}} {
			out, err := n.Transform(t.Context(), bytes.NewReader(source), ask)
			if err != nil {
				t.Fatalf("%s: %v", row.query, err)
			}
			bodies[i] = out.Body
		}
		if a, b := len(bodies[0]), len(bodies[1]); bytes.Equal(bodies[0], bodies[1]) != row.same || b < a*9/10 || b > a*6/5 {
			t.Errorf("%s: got %d bytes, quickly %d, want the same %v", row.query, a, b, row.same)
		}
	}
}
