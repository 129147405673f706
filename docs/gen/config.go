package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"tintype/handler/configdoc"
)

const configHead = `# Configuration: tintype.json

<!-- Made by go run ./docs/gen from handler/configdoc. Do not edit. -->

Lambda@Edge has no environment variables, so the configuration is a file in the package: ` + "`make deploy CONFIG=tintype.json`" + ` puts it
there. An empty object is a good start. The file is strict: an unknown key or a value out of range is an error when the package is made, and
names the key. [tintype.schema.json](tintype.schema.json) is a JSON Schema; name it in ` + "`$schema`" + ` and an editor completes keys and
marks mistakes.

An origin may override keys for itself: CloudFront's custom header ` + "`x-tintype-config`" + ` of that origin holds JSON with the same keys. The
viewer's headers are never read for it. ` + "`tintype server`" + ` reads the same file; its own flags and environment variables win over it.

A configuration for production:

` + "```json" + `
{
  "$schema": "https://example.com/tintype.schema.json",
  "formats": ["avif", "webp"],
  "signing": {"tokens": ["a-long-random-string"], "required": true},
  "presets": {"card": "w=400&h=300&fit=crop&auto=format"},
  "snapWidths": [320, 640, 960, 1280, 1920],
  "limits": {"sourcePixels": 50000000},
  "log": "metrics"
}
` + "```" + `

| key | type | default | allowed |
|---|---|---|---|
`

// configReference writes docs/config.md.
func configReference(table []configdoc.Key) []byte {
	var b strings.Builder
	b.WriteString(configHead)
	for _, k := range table {
		fmt.Fprintf(&b, "| [`%s`](#%s) | %s | %s | %s |\n", k.Name, anchor(k.Name), typeText(k), code(k.Default), strings.ReplaceAll(allowed(k), "|", "\\|"))
	}
	for _, k := range table {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n- Type: %s\n- Default: %s\n- Allowed: %s\n- Example: `%s`\n", k.Name, k.Doc, typeText(k), code(k.Default), allowed(k), configExample(k))
	}
	return []byte(b.String())
}

// anchor is what renderers make of a heading.
func anchor(name string) string {
	return strings.ToLower(strings.NewReplacer(".", "", "$", "").Replace(name))
}

func code(s string) string {
	if s == "" || strings.ContainsAny(s[:1], `"[{0123456789`) || s == "true" || s == "false" {
		return "`" + s + "`"
	}
	return s
}

func typeText(k configdoc.Key) string {
	t := k.Type
	if k.Type == "array" {
		t = "list"
	}
	if k.Unit != "" {
		t += ", " + k.Unit
	}
	return t
}

// allowed says what values there may be.
func allowed(k configdoc.Key) string {
	switch {
	case k.Range != "":
		return k.Range
	case len(k.Enum) > 0:
		return "`" + strings.Join(k.Enum, "`, `") + "`"
	case k.Max > 0:
		return fmt.Sprintf("%d to %d", k.Min, k.Max)
	case k.Type == "boolean":
		return "`true`, `false`"
	}
	return "any " + k.Type
}

// configExample puts a key's example where it belongs.
func configExample(k configdoc.Key) string {
	if strings.HasPrefix(k.Example, "{") {
		return k.Example
	}
	group, name, nested := strings.Cut(k.Name, ".")
	if nested {
		return fmt.Sprintf(`{"%s": {"%s": %s}}`, group, name, k.Example)
	}
	return fmt.Sprintf(`{"%s": %s}`, k.Name, k.Example)
}

// schema writes the JSON Schema, draft 2020-12.
func schema(table []configdoc.Key) ([]byte, error) {
	properties := map[string]any{"server": map[string]any{"type": "object", "description": "Flags of tintype server; the edge does not read them."}}
	for _, k := range table {
		group, name, nested := strings.Cut(k.Name, ".")
		switch {
		case !nested:
			properties[k.Name] = keySchema(k)
		case name == "NAME":
			properties[group] = map[string]any{"type": "object", "description": k.Doc, "additionalProperties": keySchema(k)}
		default:
			g, ok := properties[group].(map[string]any)
			if !ok {
				g = map[string]any{"type": "object", "additionalProperties": false, "properties": map[string]any{}}
				properties[group] = g
			}
			g["properties"].(map[string]any)[name] = keySchema(k)
		}
	}
	// Names of formats are a closed list; names of presets are not.
	q := properties["quality"].(map[string]any)
	q["propertyNames"] = map[string]any{"enum": configdoc.Table[0].Enum}
	text, err := json.MarshalIndent(map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "tintype.json", "description": "Made by go run ./docs/gen from handler/configdoc. Do not edit.",
		"type": "object", "additionalProperties": false, "properties": properties,
	}, "", "  ")
	return append(bytes.ReplaceAll(bytes.ReplaceAll(text, []byte(`\u003e`), []byte(">")), []byte(`\u0026`), []byte("&")), '\n'), err
}

// keySchema is the schema of one key's value.
func keySchema(k configdoc.Key) map[string]any {
	s := map[string]any{"type": k.Type, "description": k.Doc}
	item := s
	if k.Type == "array" {
		item = map[string]any{"type": "string"}
		if k.Items == "integer" {
			item["type"] = "integer"
		}
		s["items"] = item
	}
	if k.Max > 0 {
		item["minimum"], item["maximum"] = k.Min, k.Max
	}
	if len(k.Enum) > 0 {
		item["enum"] = k.Enum
	}
	origin := "^https?://[^/]+$"
	switch k.Name {
	case "presets.NAME":
		return map[string]any{"description": k.Doc, "anyOf": []any{
			map[string]any{"type": "string"},
			map[string]any{"type": "object", "additionalProperties": map[string]any{"type": []string{"string", "number", "boolean"}}},
		}}
	case "cors":
		item["pattern"] = origin
		return map[string]any{"description": k.Doc, "anyOf": []any{map[string]any{"enum": []string{"*", "off"}}, map[string]any{"type": "array", "items": item}}}
	case "signing.tokens":
		item["minLength"] = 1
	case "s3.endpoint":
		s["pattern"] = "^(https?://[^/]+/?)?$"
	case "s3.region", "s3.bucket":
		s["pattern"] = "^[A-Za-z0-9._-]*$"
	case "cacheControl", "csp":
		s["pattern"] = "^[ -~]*$"
	case "log":
		s["type"] = "string"
	}
	return s
}
