// Package version holds the version of this release, which the programs, the log
// lines and the packages report.
package version

// Version is a semantic version without v. CHANGELOG.md and shim/node/package.json
// have the same; a test holds them together.
const Version = "0.1.0"
