package deploy

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
)

// document is XML that is changed in places: every byte outside of them stays as it
// was, so that elements that nobody here knows of come through, and in their order.
type document struct {
	text []byte
	root *element
}

// element is where one stands in the text.
type element struct {
	name       string
	start, end int // with its tags
	from, to   int // between them; both are end for <name/>
	children   []*element
}

// parseDocument finds the elements of a text.
func parseDocument(text []byte) (*document, error) {
	decoder := xml.NewDecoder(bytes.NewReader(text))
	top := &element{}
	open := []*element{top}
	for {
		start := int(decoder.InputOffset())
		token, err := decoder.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("XML: %w", err)
		}
		at, last := int(decoder.InputOffset()), open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			e := &element{name: t.Name.Local, start: start, from: at}
			last.children = append(last.children, e)
			open = append(open, e)
		case xml.EndElement:
			last.to, last.end = start, at
			open = open[:len(open)-1]
		}
	}
	if len(top.children) != 1 {
		return nil, fmt.Errorf("XML: got %d elements at the top, want 1", len(top.children))
	}
	return &document{text, top.children[0]}, nil
}

// child is the first element of a name inside another, nil for none.
func (e *element) child(name string) *element {
	if e == nil {
		return nil
	}
	for _, c := range e.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// below follows a path of names.
func (e *element) below(names ...string) *element {
	for _, name := range names {
		e = e.child(name)
	}
	return e
}

// behind is how many children there are up to the one of a name: 0 for "", all where
// there is none of it.
func (e *element) behind(name string) int {
	if name == "" {
		return 0
	}
	at := slices.IndexFunc(e.children, func(c *element) bool { return c.name == name })
	if at < 0 {
		return len(e.children)
	}
	return at + 1
}

// raw is an element as it stands in the text.
func (d *document) raw(e *element) string { return string(d.text[e.start:e.end]) }

// value is an element's text; "" for none.
func (d *document) value(e *element) string {
	if e == nil {
		return ""
	}
	var v struct {
		Text string `xml:",chardata"`
	}
	if xml.Unmarshal(d.text[e.start:e.end], &v) != nil {
		return ""
	}
	return strings.TrimSpace(v.Text)
}

// splice puts a text in the place of another. Elements that were found before do not
// hold any more.
func (d *document) splice(from, to int, with string) error {
	changed, err := parseDocument(slices.Concat(d.text[:from], []byte(with), d.text[to:]))
	if err != nil {
		return err
	}
	*d = *changed
	return nil
}

// before is the name of the element in front of a child, "" for the first, and the white
// space between the two.
func (d *document) before(e, child *element) (name, space string) {
	from := e.from
	if at := slices.Index(e.children, child); at > 0 {
		name, from = e.children[at-1].name, e.children[at-1].end
	}
	if space = string(d.text[from:child.start]); strings.TrimSpace(space) != "" {
		space = ""
	}
	return name, space
}

// insert puts an element into another, behind so many of its children, and behind the
// white space where that is what comes next.
func (d *document) insert(into *element, behind int, space, text string) error {
	if into.from == into.end {
		open := strings.TrimRight(strings.TrimSuffix(d.raw(into), "/>"), " \t\r\n")
		tag, _, _ := strings.Cut(strings.Join(strings.Fields(open[1:]), " "), " ")
		return d.splice(into.start, into.end, open+">"+text+"</"+tag+">")
	}
	at := into.from
	if behind > 0 {
		at = into.children[behind-1].end
	}
	if bytes.HasPrefix(d.text[at:into.to], []byte(space)) {
		at += len(space)
	}
	return d.splice(at, at, text)
}

// add puts an element behind all that another has.
func (d *document) add(into *element, text string) error {
	return d.insert(into, len(into.children), "", text)
}

// remove takes an element out, if there is one.
func (d *document) remove(e *element) error {
	if e == nil {
		return nil
	}
	return d.splice(e.start, e.end, "")
}

// put makes a child of an element hold a value: its own text changes, or it comes to the end.
func (d *document) put(into *element, name, value string) error {
	switch c := into.child(name); {
	case c == nil:
		return d.add(into, simple(name, value))
	case c.from == c.end:
		return d.splice(c.start, c.end, simple(name, value))
	default:
		return d.splice(c.from, c.to, escaped(value))
	}
}

// simple is an element with a text.
func simple(name, value string) string { return "<" + name + ">" + escaped(value) + "</" + name + ">" }

func escaped(value string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(value)) // a Builder never fails
	return b.String()
}
