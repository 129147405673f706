package main

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"

	"tintype/transform/measure"
	"tintype/transform/params"
)

//go:embed head.md
var head string

// sections say what holds for all parameters of one.
var sections = map[params.Section]string{
	params.SectionSize: "Sizes that are allowed one by one but too large together shrink in proportion. Fractions are relative to the upright source after `rect`.",
	params.SectionGeometry: "`trim` decodes the source twice, since an even border is known only after the last row. In a format without alpha, a color with alpha " +
		"counts as opaque.",
	params.SectionAdjustment: "0 changes nothing. Adjustments change the image, but never a color that the query names for the padding " +
		"(`bg`, `fill-color`, `border`). They run in this order: `nr`, then one table of `exp gam bri con high shad invert`, `vib`, then one matrix of " +
		"`sat hue sepia monochrome duotone`, then `sharp`, `usm`, and after the canvas `blur` and `px`.",
	params.SectionWatermark: "Both are objects of the same origin as the source, of at most 4 MB. An object that is missing or not an image is left out, and the " +
		"answer is then cached for a minute only. The formulas are those of the W3C's Compositing and Blending Level 1. The libraries and the command line fetch nothing: " +
		"they leave images out and report them as `missing`, but they lay colors over.",
	params.SectionOutput: "If a query changes neither size, crop, orientation nor colors, and a new file would be no smaller, the answer " +
		"is the original file without its metadata. Without `q`, the quality is lowered to what the source is worth: a JPEG of q 30 at its own size gets " +
		"no steps finer than 3/4 of its own, and one shrunk to half gets 3/8; with `auto=compress` these are 1 and 1/2, whatever `q` says. Drawings with a palette keep one if that " +
		"does not show (not with `fm=png32`), and become lossless WebP if that is smaller and neither `q` nor `lossless=0` asks for less.\n\n" + oneQ(),
}

// oneQ tells what a q comes to where the server chooses the format.
func oneQ() string {
	at := func(format string) string {
		var list []string
		for _, q := range []int{30, 50, 75, 90} {
			list = append(list, strconv.Itoa(measure.LooksLike(nil, format, q)))
		}
		return strings.Join(list, ", ")
	}
	return "With `auto=format` `q` means the same looks whatever is sent. On the mean of photographs 30, 50, 75 and 90 come to " + at("webp") + " of WebP and to " + at("avif") +
		" of AVIF. For each image some blocks are measured, and it gets the quality at which it looks like its JPEG, up to 20 more or less than that, or 40 if it is drawn. Animations, and images with less than 16 pixels on a side, get the mean."
}

// reference returns the files of the reference by name.
func reference(table []params.Spec) (map[string][]byte, error) {
	files := map[string][]byte{}
	var b strings.Builder
	b.WriteString(head)
	for i, s := range table {
		if i == 0 || s.Section != table[i-1].Section {
			fmt.Fprintf(&b, "\n## %s\n", s.Section)
			if text := sections[s.Section]; text != "" {
				fmt.Fprintf(&b, "\n%s\n", text)
			}
		}
		if s.Doc == "" || s.Example == "" {
			return nil, fmt.Errorf("%s: no sentence or no example in transform/params/docs.go", s.Name)
		}
		if err := entry(&b, s, files); err != nil {
			return nil, fmt.Errorf("%s: %w", s.Name, err)
		}
	}
	files["url-api.md"] = []byte(b.String())
	return files, nil
}

// entry writes one parameter and its image.
func entry(b *strings.Builder, s params.Spec, files map[string][]byte) error {
	fmt.Fprintf(b, "\n### %s\n\n", s.Name)
	fmt.Fprintf(b, "%s\n\n", s.Doc)
	fmt.Fprintf(b, "- Values: %s", s.Want)
	for _, pair := range s.Same {
		fmt.Fprintf(b, "; `%s` = `%s`", pair[0], pair[1])
	}
	b.WriteString("\n")
	if s.Default != "" {
		fmt.Fprintf(b, "- Default: %s\n", s.Default)
	}
	if s.Needs != "" {
		fmt.Fprintf(b, "- Needs: %s\n", s.Needs)
	}
	if names := aliases(s); names != "" {
		fmt.Fprintf(b, "- Also: %s\n", names)
	}
	fmt.Fprintf(b, "- Example: `?%s`\n", s.Example)
	p, err := params.Parse(s.Example)
	if err != nil {
		return err
	}
	if !p.Has(s.Name) {
		return fmt.Errorf("its example does not have it")
	}
	if !s.Image {
		return nil
	}
	return addImage(b, s, p, files)
}

// aliases lists the other names, that for base64 included.
func aliases(s params.Spec) string {
	var names []string
	for _, n := range s.Also {
		names = append(names, "`"+n+"`")
	}
	if s.Base64 && (s.Kind == params.KindText || s.Kind == params.KindPaint) {
		names = append(names, "`"+s.Name+"64`")
	}
	return strings.Join(names, ", ")
}
