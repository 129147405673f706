package deploy

import (
	"os"
	"path/filepath"
)

// Export writes the files that other tools need to deploy the package: template.yaml,
// rendered for the package, and viewer-request.js.
func Export(packagePath, dir string) error {
	d := New(Options{Package: packagePath}, nil, nil, nil)
	r, err := d.readRelease()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "viewer-request.js"), []byte(r.viewer), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "template.yaml"), []byte(Render(r.viewer, r.sha256)), 0o644)
}
