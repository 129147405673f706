package jsonview

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// decode turns a checked text into what encoding/json makes of it, through every
// way that this package has of looking at a value.
func decode(v Value) any {
	switch {
	case v.IsObject():
		m := map[string]any{}
		for key, member := range v.Fields() {
			m[key] = decode(member)
		}
		return m
	case v.IsArray():
		list := []any{}
		for element := range v.Elements() {
			list = append(list, decode(element))
		}
		return list
	case v.IsString():
		return v.Text()
	case v.IsNull():
		return nil
	case string(v) == "true":
		return true
	case string(v) == "false":
		return false
	}
	return json.Number(v.Text())
}

// same holds our reading of a text to encoding/json's: both take it or neither
// does, and they see the same value.
func same(t *testing.T, text string) {
	t.Helper()
	v, err := Parse([]byte(text))
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var want any
	valid := json.Valid([]byte(text))
	if valid {
		if err := decoder.Decode(&want); err != nil {
			t.Fatal(err)
		}
	}
	if err != nil {
		// Ours alone refuses what is nested deeper than any event, and bytes that
		// are not UTF-8.
		if valid && strings.Count(text, "[")+strings.Count(text, "{") <= MaxDepth && strings.ToValidUTF8(text, "") == text {
			t.Errorf("%q: %v, but it is well formed", text, err)
		}
		return
	}
	if !valid {
		t.Fatalf("%q: taken, but it is not well formed", text)
	}
	if got := decode(v); !reflect.DeepEqual(got, want) {
		t.Errorf("%q: got %#v, want %#v", text, got, want)
	}
}

var texts = []string{
	`{}`, `[]`, ` { "a" : [ 1 , -2.5e+7 , true , false , null , "x" ] } `, `""`, `0`, `-0`, `01`, `1.`, `.5`, `1e`, `-`, `+1`,
	`{"a":1,}`, `[1,]`, `[,1]`, `{"a" 1}`, `{"a":1 "b":2}`, `{1:2}`, `{"a":}`, `[1}`, `{"a":1]`, `[`, `{`, `"`, `"\`, `"\u12`, ``, ` `,
	`"\u00e4\ud83d\ude00\n\"\\\/\b\f\r\t"`, `"\ud83d"`, `"\ude00\ud83d"`, `"\ud83d\u0041"`, `"\x"`, "\"a\nb\"", "\"\x7f\"", "\"\xff\"",
	`truefalse`, `nul`, `nulls`, `[true false]`, `{"a":1}{}`, `{"a":{"a":{"a":[[[{"b":"}]\\\""}]]]}},"a":2}`, `[[],{},[{}]]`, `"\u0000"`,
	strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth), strings.Repeat("[", MaxDepth+1) + strings.Repeat("]", MaxDepth+1),
	strings.Repeat(`{"a":[`, 1000),
}

// The JSON that is read here is encoding/json's JSON.
func TestJSON(t *testing.T) {
	t.Parallel()
	for _, text := range texts {
		same(t, text)
	}
}

func FuzzJSON(f *testing.F) {
	for _, text := range texts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { same(t, text) })
}

// What is absent, null or of another kind has the zero value; the last of
// repeated members counts, as in JavaScript.
func TestJSONFields(t *testing.T) {
	t.Parallel()
	v, err := Parse([]byte(`{"n":null,"s":"x","i":-12,"f":1.5,"q":"12","a":1,"a":2}`))
	if err != nil {
		t.Fatal(err)
	}
	if v.Field("n") != nil || v.Field("none") != nil || v.Field("s").Field("x") != nil {
		t.Error("null, absent and a member of a string are not the empty value")
	}
	if got := v.Field("a").Text(); got != "2" {
		t.Errorf("a: got %s, want the last, 2", got)
	}
	for name, want := range map[string]int64{"i": -12, "a": 2} {
		if n, ok := v.Field(name).Integer(); !ok || n != want {
			t.Errorf("%s: got %d %t, want %d", name, n, ok, want)
		}
	}
	for _, name := range []string{"f", "q", "s", "n", "none"} {
		if n, ok := v.Field(name).Integer(); ok {
			t.Errorf("%s: got %d, want no integer", name, n)
		}
	}
}

// Whatever string is written is read back as itself by JSON's other readers.
func TestAppendString(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "plain", "\"\\/\b\f\n\r\t\x00\x1f\x7f", "ä€😀\u2028", "<&>"} {
		var got string
		if err := json.Unmarshal(AppendString(nil, s), &got); err != nil || got != s {
			t.Errorf("%q: got %q, %v", s, got, err)
		}
	}
	var got string
	if err := json.Unmarshal(AppendString(nil, "a\xffb"), &got); err != nil || got != "a\ufffdb" {
		t.Errorf("not UTF-8: got %q, %v", got, err)
	}
}
