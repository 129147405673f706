package main

import (
	"flag"
	"fmt"
	"strings"

	"tintype/cmd/tintype/server"
)

const serverHead = `# The HTTP server

<!-- Made by go run ./docs/gen from the flags of tintype server. Do not edit. -->

` + "`tintype server`" + ` answers the URLs of [the URL API](url-api.md) from folders, buckets and web servers, in one process:

` + "```sh" + `
tintype server -source /=photos                                            # a folder
tintype server -source /='s3://my-originals?region=eu-central-1' -cache memory
tintype server -source /old=https://www.example.com/uploads -source /=photos
curl 'http://localhost:8080/cat.jpg?w=400&auto=format'
` + "```" + `

Each setting is a flag, an environment variable, or a member of "server" in [tintype.json](config.md); a flag holds over the
environment, the environment over the file. Keys of tintype.json have variables, too: ` + "`TINTYPE_LIMITS_SOURCEBYTES`" + `.
` + "`/healthz`" + ` tells a load balancer whether to send requests here; metrics and purges are at the address of ` + "`-admin`" + `.

| flag | variable | default | meaning |
|---|---|---|---|
`

// serverReference writes docs/server.md.
func serverReference() []byte {
	flags := flag.NewFlagSet("server", flag.ContinueOnError)
	new(server.Settings).Flags(flags)
	var b strings.Builder
	b.WriteString(serverHead)
	flags.VisitAll(func(f *flag.Flag) {
		value := f.DefValue
		if f.Name == "workers" {
			value = "one for each processor"
		} else if value != "" {
			value = "`" + value + "`"
		}
		fmt.Fprintf(&b, "| `-%s` | `TINTYPE_%s` | %s | %s |\n", f.Name, strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_")), value, strings.ReplaceAll(f.Usage, "|", "\\|"))
	})
	return []byte(b.String())
}
