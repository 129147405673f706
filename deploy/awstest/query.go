package awstest

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// The query protocol: a form in, XML out.
// Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html

// serveQuery answers one action of a form.
func (c *Cloud) serveQuery(q *request, w http.ResponseWriter, namespace string, act func(action string, form url.Values) (string, *failure)) {
	form, err := url.ParseQuery(string(q.body))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	action := form.Get("Action")
	f := c.begin(q, action, changing(action))
	defer c.mu.Unlock()
	var result string
	if f == nil {
		result, f = act(action, form)
	}
	w.Header().Set("Content-Type", "text/xml")
	if f != nil {
		f.write(w, namespace)
		return
	}
	fmt.Fprintf(w, `<%sResponse xmlns="%s"><%sResult>%s</%sResult><ResponseMetadata><RequestId>example</RequestId></ResponseMetadata></%sResponse>`,
		action, namespace, action, result, action, action)
}

// write answers with a failure as AWS's services of XML do.
func (f *failure) write(w http.ResponseWriter, namespace string) {
	w.WriteHeader(f.status)
	fmt.Fprintf(w, `<ErrorResponse xmlns="%s"><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>example</RequestId></ErrorResponse>`,
		namespace, f.code, escape(f.message))
}

// escape writes text for XML.
func escape(text string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(text))
	return b.String()
}

// element writes one element with text, nothing where the text is empty.
func element(name, text string) string {
	if text == "" {
		return ""
	}
	return "<" + name + ">" + escape(text) + "</" + name + ">"
}

// member collects Name.member.1, .2, …
func member(form url.Values, name string) []string {
	var out []string
	for i := 1; form.Has(fmt.Sprintf("%s.member.%d", name, i)); i++ {
		out = append(out, form.Get(fmt.Sprintf("%s.member.%d", name, i)))
	}
	return out
}
