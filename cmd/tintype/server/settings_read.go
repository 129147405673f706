package server

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/url"
	"os"
	"strings"

	"tintype/handler"
	"tintype/transform/params"
)

// Read fills in the settings that no flag has set, from the environment and the file. It
// is called once, after the flags have been parsed.
func (s *Settings) Read(environ []string) error {
	given := map[string]bool{}
	s.flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	env := map[string]string{}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		env[name] = value
	}
	if name := env["TINTYPE_CONFIG"]; name != "" && !given["config"] {
		s.File = name
	}
	keys := map[string]any{}
	if s.File != "" {
		if err := s.readFile(keys, given, env); err != nil {
			return fmt.Errorf("%s: %w", s.File, err)
		}
	}
	var err error
	s.flags.VisitAll(func(f *flag.Flag) {
		name := "TINTYPE_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		value, found := env[name]
		if given[f.Name] || !found || err != nil || f.Name == "config" {
			return
		}
		for _, one := range several(f.Name, value) {
			if e := s.flags.Set(f.Name, one); e != nil {
				err = fmt.Errorf("%s: %w", name, e)
			}
		}
	})
	if err != nil {
		return err
	}
	return s.merge(keys, env)
}

// several takes the values of a flag apart that may come more than once.
func several(flag, value string) []string {
	if flag == "source" || flag == "set" {
		return strings.Fields(value)
	}
	return []string{value}
}

// readFile reads tintype.json into keys, and its member server into what neither a
// flag nor the environment sets.
func (s *Settings) readFile(keys map[string]any, given map[string]bool, env map[string]string) error {
	text, err := os.ReadFile(s.File)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &keys); err != nil {
		return err
	}
	own, _ := keys["server"].(map[string]any)
	delete(keys, "server")
	for name, value := range own {
		upper := "TINTYPE_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
		switch _, inEnv := env[upper]; {
		case name == "sources":
			if given["source"] || env["TINTYPE_SOURCE"] != "" {
				continue
			}
			b, err := json.Marshal(value)
			if err != nil {
				return err
			}
			if err := json.Unmarshal(b, &s.Sources); err != nil {
				return fmt.Errorf("server.sources: %w", err)
			}
		case s.flags.Lookup(name) == nil || name == "config" || name == "source" || name == "set":
			return fmt.Errorf("server.%s: no such key", name)
		case given[name] || inEnv:
		default:
			if n, ok := value.(float64); ok {
				value = fmt.Sprintf("%.0f", n)
			}
			if err := s.flags.Set(name, fmt.Sprint(value)); err != nil {
				return fmt.Errorf("server.%s: got %v: %w", name, value, err)
			}
		}
	}
	return nil
}

// Keys are the keys of tintype.json that a variable or a flag can set. Lists and objects
// are given as JSON; lists of plain words may have commas instead.
var Keys = strings.Fields(`formats quality presets onlyPresets marks snapWidths cacheControl tagHeader revalidate cors csp fallback serverTiming log
	quality.` + strings.Join(params.QualityFormats(), " quality.") + `
	limits.sourceBytes limits.sourcePixels limits.outputSide limits.outputPixels limits.enlarge limits.milliseconds limits.frames limits.memory limits.responseBytes
	signing.tokens signing.required`)

// merge lays environment and flags over the file's keys.
func (s *Settings) merge(keys map[string]any, env map[string]string) error {
	for _, key := range Keys {
		if value, found := env["TINTYPE_"+strings.ToUpper(strings.ReplaceAll(key, ".", "_"))]; found {
			if err := setKey(keys, key, value); err != nil {
				return err
			}
		}
	}
	for _, set := range s.sets {
		key, value, _ := strings.Cut(set, "=")
		if err := setKey(keys, key, value); err != nil {
			return err
		}
	}
	var err error
	if s.text, err = json.Marshal(keys); err != nil {
		return err
	}
	_, unknown, err := handler.ParseConfig(s.text, &hostOf)
	if err == nil && len(unknown) > 0 {
		err = fmt.Errorf("%s: no such key", unknown[0])
	}
	return err
}

// setKey sets a key by its dotted name.
func setKey(keys map[string]any, key, text string) error {
	var value any
	if json.Unmarshal([]byte(text), &value) != nil {
		value = text
	}
	switch _, isText := value.(string); {
	case isText && (key == "formats" || key == "marks" || key == "signing.tokens"),
		isText && key == "cors" && text != "*" && text != "off":
		value = strings.Split(text, ",")
	}
	group, name, nested := strings.Cut(key, ".")
	if !nested {
		keys[key] = value
		return nil
	}
	members, ok := keys[group].(map[string]any)
	if !ok {
		if keys[group] != nil {
			return fmt.Errorf("%s: got %v, want an object", group, keys[group])
		}
		members = map[string]any{}
		keys[group] = members
	}
	members[name] = value
	return nil
}

// parseSource reads a flag's HOST/PREFIX=WHERE.
func parseSource(text string) (Source, error) {
	at, where, found := strings.Cut(text, "=")
	slash := strings.IndexByte(at, '/')
	if !found || slash < 0 || where == "" {
		return Source{}, fmt.Errorf("got %q, want /prefix=WHERE or host/prefix=WHERE", text)
	}
	s := Source{Host: at[:slash], Prefix: at[slash:]}
	switch {
	case strings.HasPrefix(where, "s3://"):
		u, err := url.Parse(where)
		if err != nil {
			return s, err
		}
		q := u.Query()
		s.Bucket, s.Region, s.Endpoint, s.Unsigned = u.Host+u.Path, q.Get("region"), q.Get("endpoint"), q.Has("unsigned")
	case strings.HasPrefix(where, "https://"):
		s.URL = where
	case strings.HasPrefix(where, "http://"):
		s.URL, s.Private = where, true
	case strings.HasPrefix(where, "allow:"):
		s.Allow = strings.Split(strings.TrimPrefix(where, "allow:"), ",")
	default:
		s.Folder = where
	}
	return s, nil
}
