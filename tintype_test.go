package tintype_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"tintype"
	"tintype/transform/params"
)

// Every parameter that asks something of the image is a field, and the field's
// result is that of the same words in a query.
func TestOptionsAreParameters(t *testing.T) {
	examples := map[string]string{
		"rect": "0,0,100,50", "pad-left": "4", "mark": "/logo.png", "blend": "ff4500", "prefix": "x", "loop": "3", "frame": "1",
	}
	seen := 0
	options := reflect.TypeFor[tintype.Options]()
	for i := range options.NumField() {
		field := options.Field(i)
		if field.Name == "Query" || field.Name == "Strict" || field.Name == "Limits" || field.Name == "Images" {
			continue
		}
		seen++
		spec := specOf(t, field.Name)
		value := examples[spec.Name]
		for pair := range strings.SplitSeq(spec.Example, "&") {
			if name, v, _ := strings.Cut(pair, "="); name == spec.Name && value == "" {
				value = v
			}
		}
		o := tintype.Options{}
		f := reflect.ValueOf(&o).Elem().Field(i)
		switch f.Kind() {
		case reflect.Int:
			n, err := strconv.Atoi(value)
			if err != nil {
				n = 12
			}
			f.SetInt(int64(n))
			value = strconv.Itoa(n)
		case reflect.Float64:
			n, err := strconv.ParseFloat(value, 64)
			if err != nil {
				t.Fatalf("%s: %v", spec.Name, err)
			}
			f.SetFloat(n)
		case reflect.Bool:
			f.SetBool(true)
			value = "1"
		default:
			f.SetString(value)
		}
		got, err := tintype.ParamsOf(&o)
		want, wantErr := params.Parse(spec.Name + "=" + value)
		if err != nil || wantErr != nil || got.String() != want.String() || got.String() == "" {
			t.Errorf("%s: got %q (%v), want %q (%v)", field.Name, got.String(), err, want.String(), wantErr)
		}
	}
	want := 0
	for _, spec := range params.Table() {
		if spec.Image {
			want++
		}
	}
	if seen != want {
		t.Errorf("got %d fields, want one for each of %d parameters", seen, want)
	}
}

// specOf finds the parameter of a field.
func specOf(t *testing.T, field string) params.Spec {
	t.Helper()
	for _, s := range params.Table() {
		if s.Name == fieldNames[field] {
			return s
		}
	}
	t.Fatalf("%s: no parameter", field)
	return params.Spec{}
}

// Pixels come out of TransformImage and Decode as they went in, for every kind of
// image that the standard library has.
func TestImagesRoundTrip(t *testing.T) {
	b := image.Rect(0, 0, 37, 23)
	palette := color.Palette{color.NRGBA{1, 2, 3, 255}, color.NRGBA{200, 100, 50, 255}, color.NRGBA{9, 250, 80, 255}}
	for name, img := range map[string]interface {
		image.Image
		Set(x, y int, c color.Color)
	}{
		"RGBA": image.NewRGBA(b), "NRGBA": image.NewNRGBA(b), "Gray": image.NewGray(b), "Paletted": image.NewPaletted(b, palette),
	} {
		for y := range b.Dy() {
			for x := range b.Dx() {
				img.Set(x, y, palette[(x/3+y/2)%3])
			}
		}
		result, err := tintype.TransformImage(context.Background(), img, tintype.Options{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if result.ContentType != "image/png" {
			t.Errorf("%s: got %s, want a PNG", name, result.ContentType)
		}
		encoded, err := png.Decode(strings.NewReader(string(result.Body)))
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := tintype.Decode(context.Background(), strings.NewReader(string(result.Body)), tintype.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for y := range b.Dy() {
			for x := range b.Dx() {
				want := color.NRGBAModel.Convert(img.At(x, y))
				if got := color.NRGBAModel.Convert(encoded.At(x, y)); got != want {
					t.Fatalf("%s, TransformImage at %d,%d: got %v, want %v", name, x, y, got, want)
				}
				if got := decoded.NRGBAAt(x, y); got != want {
					t.Fatalf("%s, Decode at %d,%d: got %v, want %v", name, x, y, got, want)
				}
			}
		}
	}
}

// A source that is refused early leaves no encoder behind that waits for a reader.
func TestTransformImageRefused(t *testing.T) {
	big := image.NewGray(image.Rect(0, 0, 3000, 3000))
	_, err := tintype.TransformImage(context.Background(), big, tintype.Options{Width: 10, Limits: &tintype.Limits{SourcePixels: 1000}})
	if err == nil || !strings.Contains(err.Error(), "source pixels: got 9000000, want at most 1000") {
		t.Errorf("got %v", err)
	}
}

// What has no effect is told, and refused with Strict, by what it would need.
func TestIgnored(t *testing.T) {
	photo, err := os.ReadFile("testdata/samples/landscape.jpg")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		o    tintype.Options
		want string
	}{
		{tintype.Options{Width: 30, Format: tintype.PNG, Quality: 50, Query: "widht=3&dl=a.png&s=1"}, "widht dl q"},
		{tintype.Options{Query: "w=30&fp-x=0.2&mark-w=4"}, "fp-x mark-w"},
		{tintype.Options{Query: "w=30&h=30&fit=crop&crop=focalpoint&fp-x=0.2"}, ""},
	} {
		r, err := tintype.Transform(t.Context(), bytes.NewReader(photo), row.o)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(r.Ignored, " "); got != row.want {
			t.Errorf("%s: got %q, want %q", row.o.Query, got, row.want)
		}
	}
	_, err = tintype.Transform(t.Context(), bytes.NewReader(photo), tintype.Options{Width: 30, Format: tintype.PNG, Quality: 50, Strict: true})
	if !errors.Is(err, tintype.ErrParameter) || err.Error() != "q: got a parameter without effect here, want JPEG output, WebP output or AVIF output, and no lossless=1" {
		t.Errorf("got %v", err)
	}
}
