package deploy

import "testing"

// The function URL's template is to AWS's linter's taste.
func TestURLTemplate(t *testing.T) {
	lint := cfnLint(t)
	if out, err := lintTemplate(lint, "url/template.yaml"); err != nil {
		t.Errorf("got %v\n%s", err, out)
	}
}
