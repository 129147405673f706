package awstest

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// released are the logical ids that have the hash of a release in them.
var released = regexp.MustCompile(`\b(FunctionVersion|ViewerRequest)[0-9a-f]{16}\b`)

var numbered = regexp.MustCompile(`\b[EP]\d{8}EXAMPLE\b|\be\d{8}example\b|-\d+\b`)

// State is everything that the account holds, as text that two runs can be
// compared by: numbers that depend on how many calls there were are left out.
func (c *Cloud) State() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for _, s := range c.stacks {
		if s.status != "DELETE_COMPLETE" {
			add("stack %s %v outputs %v tags %v", s.name, s.parameters, s.outputs, s.tags)
			for _, r := range s.resources {
				add("  %s %s", r.id, r.physical)
			}
		}
	}
	for _, r := range c.roles {
		add("role %s %s", r.trust, r.policies)
	}
	for _, f := range c.fns {
		add("function %s sha256 %s, %d versions", f.name, f.sha256, len(f.versions))
	}
	for _, d := range c.dists {
		add("distribution %s", d.config)
	}
	for what, store := range map[string]map[string]string{"cache policy": c.caches, "access control": c.controls, "headers policy": c.headers} {
		for id, value := range store {
			add("%s %s %s", what, id, value)
		}
	}
	for name, properties := range c.alarms {
		add("alarm %s %s", name, properties)
	}
	for name, properties := range c.others {
		add("%s %s", name, properties)
	}
	for name, source := range c.viewers {
		add("viewer %s %.16x", name, sha256.Sum256([]byte(source)))
	}
	for name, days := range c.logs {
		add("logs %s %d", name, days)
	}
	for name, b := range c.buckets {
		add("bucket %s in %s policy %s keys %v", name, b.region, b.policy, slices.Sorted(maps.Keys(b.objects)))
	}
	for i := range out {
		out[i] = numbered.ReplaceAllString(released.ReplaceAllString(out[i], "$1"), "#")
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// Roles are the roles' trust and permission policies.
func (c *Cloud) Roles() (trust, policies string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range c.roles {
		trust, policies = trust+r.trust, policies+r.policies
	}
	return trust, policies
}

// Distributions are the ids of all.
func (c *Cloud) Distributions() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Sorted(maps.Keys(c.dists))
}

// Domain is a distribution's domain name.
func (c *Cloud) Domain(id string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.dists[id].domain
}

// Buckets are the names of all.
func (c *Cloud) Buckets() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Sorted(maps.Keys(c.buckets))
}

// LogRetention is how long a group keeps, in days; found is false where there is
// no such group.
func (c *Cloud) LogRetention(region, name string) (days int, found bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	days, found = c.logs[region+" "+name]
	return days, found
}

// FunctionName is the name of the account's only function, "" for none.
func (c *Cloud) FunctionName() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	for name := range c.fns {
		return name
	}
	return ""
}

// StackStatus is a stack's status, "" for none of that name.
func (c *Cloud) StackStatus(name string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.findStack(name); s != nil {
		return s.status
	}
	return ""
}
