package deploy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // what is asked for
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"tintype/handler"
)

// verifyHeight is the height that is asked for. It is one that no original is
// likely to have.
const verifyHeight = 41

// pathEscape writes a key as a URL's path.
func pathEscape(key string) string {
	return strings.TrimPrefix((&url.URL{Path: "/" + key}).EscapedPath(), "/")
}

// trial is an image to ask for, and what has to come.
type trial struct {
	query         string
	width, height int // 0 for any
}

// trialFor asks for what the configuration allows. A release that only knows
// presets has no size to check.
func trialFor(c *handler.Config) trial {
	width := 43
	if len(c.SnapWidths) > 0 {
		width = c.SnapWidths[0]
	}
	t := trial{fmt.Sprintf("fit=crop&fm=jpg&h=%d&w=%d", verifyHeight, width), width, verifyHeight}
	if c.OnlyPresets {
		t = trial{}
	}
	return t
}

// signed appends the signature where the release knows tokens.
func (t trial) signed(c *handler.Config, path string) string {
	if len(c.Signing.Tokens) == 0 {
		return t.query
	}
	s := "s=" + handler.SignURL(c.Signing.Tokens[0], path, t.query)
	if t.query == "" {
		return s
	}
	return t.query + "&" + s
}

// verify fetches an image through the distribution until its type and size are
// what was asked for. Policies and associations take a while to be everywhere.
func (d *Deployer) verify(ctx context.Context, c *handler.Config, domain, key string) error {
	if d.NoVerify {
		return nil
	}
	if key == "" {
		d.say("not checked: no image was found to ask for; put one in and open it with ?w=400&auto=format")
		return nil
	}
	t := trialFor(c)
	path := "/" + pathEscape(key)
	address := "https://" + domain + path
	if query := t.signed(c, path); query != "" {
		address += "?" + query
	}
	d.say("fetching %s, usually right the first or second time", "https://"+domain+path)
	var last error
	refusals := 0
	err := d.poll(ctx, 10*time.Second, 10*time.Minute, "verification", func() (bool, error) {
		before := last
		last = d.fetch(ctx, address, t)
		var refused statusError
		if errors.As(last, &refused) && before != nil && before.Error() == last.Error() {
			refusals++
		} else {
			refusals = 0
		}
		if refusals >= maxRefusals {
			return false, last
		}
		return last == nil, ctx.Err()
	})
	if err != nil && ctx.Err() != nil {
		return ErrInterrupted
	}
	if err != nil {
		return fmt.Errorf("everything is in place, but the image is not right yet: %w", last)
	}
	d.say("checked: the image came through the distribution in the type and size asked for")
	return nil
}

// maxRefusals is how often the same 4xx may come again: what has not spread yet
// is there within a minute, and a policy or a key that is wrong stays wrong.
const maxRefusals = 6

// statusError is an answer that another try hardly changes.
type statusError struct{ words string }

func (e statusError) Error() string { return e.words }

// fetch gets one image and compares it with what was asked for.
func (d *Deployer) fetch(ctx context.Context, address string, t trial) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	response, err := d.HTTP.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 64<<20))
	if err != nil {
		return err
	}
	kind := response.Header.Get("Content-Type")
	switch {
	case response.StatusCode == http.StatusForbidden:
		return statusError{"status 403: the bucket does not let the distribution read (its policy, or a KMS key's), or the key is missing"}
	case response.StatusCode == http.StatusNotFound:
		return statusError{"status 404: the original is missing, or the bucket does not let the distribution or the function read: S3 says 403 for both, and the function makes 404 of it. Look at the bucket's policy, and with SSE-KMS at KMS_KEY and the key's policy"}
	case response.StatusCode == http.StatusBadGateway || response.StatusCode == http.StatusServiceUnavailable:
		return fmt.Errorf("status %d: the function failed; its log is in Origin Shield's region or the one nearest to you, under %s", response.StatusCode, d.logName())
	case response.StatusCode >= 400 && response.StatusCode < 500:
		return statusError{fmt.Sprintf("status %d", response.StatusCode)}
	case response.StatusCode != http.StatusOK:
		return fmt.Errorf("status %d", response.StatusCode)
	case t.width == 0:
		if !strings.HasPrefix(kind, "image/") {
			return fmt.Errorf("type: got %q, want an image", kind)
		}
		return nil
	case kind != "image/jpeg":
		return fmt.Errorf("type: got %q, want image/jpeg", kind)
	}
	got, _, err := image.DecodeConfig(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("body: %w", err)
	}
	if got.Width != t.width || got.Height != t.height {
		return fmt.Errorf("size: got %dx%d, want %dx%d", got.Width, got.Height, t.width, t.height)
	}
	return nil
}
