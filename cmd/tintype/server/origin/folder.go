// Package origin fetches originals for the server: from a folder, from buckets of S3 or
// of stores with its protocol, and from web servers. It refuses addresses outside of the
// configured origins.
package origin

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path"
	"strconv"
	"strings"
	"time"

	"tintype/cmd/tintype/server/drive"
	"tintype/handler"
)

// Folder fetches files below a folder. Neither a name nor a symbolic link leads out of
// it.
type Folder struct{ root *os.Root }

// OpenFolder opens a folder.
func OpenFolder(name string) (*Folder, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return &Folder{root}, nil
}

// Fetch implements drive.Fetcher. It supports conditions and a single range, RFC 9110
// sections 13 and 14; it answers other requests with the whole file.
func (f *Folder) Fetch(_ context.Context, ask handler.Fetch) (*drive.Response, error) {
	name, err := url.PathUnescape(strings.TrimPrefix(ask.URL, "/"))
	if err != nil || !fs.ValidPath(name) || hidden(name) {
		return notFound(), nil
	}
	file, err := f.root.Open(name)
	if err != nil {
		return notFound(), nil
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		file.Close()
		return notFound(), nil
	}
	return answer(file, info, ask.Headers), nil
}

// hidden reports names that are not for the public: .git, .env and their like.
func hidden(name string) bool { return strings.HasPrefix(name, ".") || strings.Contains(name, "/.") }

func notFound() *drive.Response {
	return &drive.Response{Status: http.StatusNotFound, Body: io.NopCloser(strings.NewReader(""))}
}

func answer(file *os.File, info fs.FileInfo, asked handler.Headers) *drive.Response {
	modified := info.ModTime().UTC()
	etag := fmt.Sprintf(`"%x-%x"`, info.Size(), modified.UnixNano())
	headers := handler.Headers{
		{Name: "ETag", Value: etag},
		{Name: "Last-Modified", Value: modified.Format(http.TimeFormat)},
		{Name: "Accept-Ranges", Value: "bytes"},
	}
	if t := mediaType(path.Ext(info.Name())); t != "" {
		headers = append(headers, handler.Header{Name: "Content-Type", Value: t})
	}
	if unchanged(asked, etag, modified) {
		file.Close()
		return &drive.Response{Status: http.StatusNotModified, Headers: headers, Body: http.NoBody}
	}
	size := info.Size()
	from, to, ok := oneRange(asked, etag, size)
	if ok && from < 0 {
		file.Close()
		headers = append(headers, handler.Header{Name: "Content-Range", Value: "bytes */" + strconv.FormatInt(size, 10)})
		return &drive.Response{Status: http.StatusRequestedRangeNotSatisfiable, Headers: headers, Body: http.NoBody}
	}
	status := http.StatusOK
	var body io.ReadCloser = file
	if ok {
		status = http.StatusPartialContent
		headers = append(headers, handler.Header{Name: "Content-Range", Value: fmt.Sprintf("bytes %d-%d/%d", from, to-1, size)})
		body = struct {
			io.Reader
			io.Closer
		}{io.NewSectionReader(file, from, to-from), file}
		size = to - from
	}
	headers = append(headers, handler.Header{Name: "Content-Length", Value: strconv.FormatInt(size, 10)})
	return &drive.Response{Status: status, Headers: headers, Body: body}
}

// mediaType is what a file's name says. An image from scratch has no table of the
// system's.
func mediaType(ext string) string {
	switch strings.ToLower(ext) {
	case ".tif", ".tiff":
		return "image/tiff"
	case ".bmp":
		return "image/bmp"
	case ".heic":
		return "image/heic"
	}
	return mime.TypeByExtension(ext)
}

// unchanged reports whether a condition says that nothing need be sent.
func unchanged(asked handler.Headers, etag string, modified time.Time) bool {
	if tags := asked.Get("if-none-match"); tags != "" {
		return tags == "*" || strings.Contains(tags, etag)
	}
	since, err := http.ParseTime(asked.Get("if-modified-since"))
	return err == nil && !modified.Truncate(time.Second).After(since)
}

// oneRange reads a range of bytes, from up to but not including to. from is negative
// where there are no such bytes; ok is false where the whole is to be sent.
func oneRange(asked handler.Headers, etag string, size int64) (from, to int64, ok bool) {
	text, found := strings.CutPrefix(asked.Get("range"), "bytes=")
	if tag := asked.Get("if-range"); !found || strings.Contains(text, ",") || tag != "" && tag != etag {
		return 0, 0, false
	}
	first, last, found := strings.Cut(strings.TrimSpace(text), "-")
	if !found {
		return 0, 0, false
	}
	to = size
	if first == "" { // the last so many
		n, err := strconv.ParseInt(last, 10, 64)
		if err != nil || n < 0 {
			return 0, 0, false
		}
		if n == 0 || size == 0 {
			return -1, 0, true
		}
		return max(0, size-n), size, true
	}
	from, err := strconv.ParseInt(first, 10, 64)
	if err != nil || from < 0 {
		return 0, 0, false
	}
	if last != "" {
		end, err := strconv.ParseInt(last, 10, 64)
		if err != nil || end < from {
			return 0, 0, false
		}
		if end < size {
			to = end + 1
		}
	}
	if from >= size {
		return -1, 0, true
	}
	return from, to, true
}
