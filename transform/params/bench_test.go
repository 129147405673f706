package params

import "testing"

var sink Params

// One request of a Next.js site, from the query to the plan.
func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		sink, _ = Parse("auto=format%2Ccompress&fit=crop&crop=focalpoint&fp-x=0.3&fp-y=0.4&w=720&h=480&q=75&ixlib=js-3.8.0")
	}
}

func BenchmarkString(b *testing.B) {
	p, _ := Parse("auto=format%2Ccompress&fit=crop&crop=focalpoint&fp-x=0.3&fp-y=0.4&w=720&h=480&q=75")
	b.ReportAllocs()
	for b.Loop() {
		_ = p.String()
	}
}

func BenchmarkGeometry(b *testing.B) {
	p, _ := Parse("fit=crop&crop=focalpoint&fp-x=0.3&fp-y=0.4&w=720&h=480")
	b.ReportAllocs()
	for b.Loop() {
		_, _ = p.Geometry(Size{4000, 3000}, 6, Limits{})
	}
}
