package handler

import (
	"strings"

	"tintype/handler/internal/ascii"
)

// An answer to somebody's credentials may be for nobody else, although this package has
// made it in the same way: the origin may have given each viewer another original. So it
// is only public if the origin says so, RFC 9111 section 3.5.
//
// Authorization counts with every origin. A cookie counts where the host forwards it to
// a web server; S3 reads none. So does a cookie that the origin sets.

// Authorized reports whether a request's header Authorization is a viewer's. CloudFront
// signs its own requests to an origin by that header, too.
func Authorized(authorization string) bool {
	return authorization != "" && !strings.HasPrefix(authorization, "AWS4-")
}

// isPersonal reports whether the answer may be meant for one viewer.
func (x *Exchange) isPersonal() bool {
	origin := &x.request.Origin
	return x.isAuthorized() || origin.Kind == Web && origin.Forward.Has("cookie") || x.known.Headers.Has("set-cookie")
}

// isAuthorized reports whether a viewer's Authorization came, or goes on to the origin.
func (x *Exchange) isAuthorized() bool {
	return Authorized(x.request.Headers.Get("authorization")) || Authorized(x.request.Origin.Forward.Get("authorization"))
}

// guarded returns the headers of an answer with a Cache-Control that keeps shared caches
// from giving one viewer's answer to another.
func (x *Exchange) guarded(headers Headers) Headers {
	if !x.isPersonal() || !x.unsaid && !x.isAuthorized() {
		return headers
	}
	was := headers.Get("cache-control")
	if now := Private(was, x.unsaid); now != was {
		return headers.set("Cache-Control", now)
	}
	return headers
}

// Private returns the Cache-Control of an answer to a request with credentials. unsaid
// says that the origin said nothing of caching, so that cacheControl is the
// configuration's. What an origin says stays, but to Authorization it is not for shared
// caches unless it names them.
func Private(cacheControl string, unsaid bool) string {
	var kept []string
	for directive := range strings.SplitSeq(cacheControl, ",") {
		directive = strings.TrimSpace(directive)
		name, _, _ := strings.Cut(directive, "=")
		switch name = ascii.Lower(strings.TrimSpace(name)); name {
		case "":
		case "private", "no-store":
			return cacheControl
		case "public", "s-maxage", "must-revalidate", "proxy-revalidate":
			if !unsaid && name != "proxy-revalidate" {
				return cacheControl
			}
			if name == "must-revalidate" {
				kept = append(kept, directive)
			}
		default:
			kept = append(kept, directive)
		}
	}
	return strings.Join(append([]string{"private"}, kept...), ", ")
}
