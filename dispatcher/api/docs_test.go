package api

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// docs/api.md lists the doors in the order in which the code does.
func TestEveryDoorIsDocumented(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	var listed, served []string
	for _, m := range regexp.MustCompile("(?m)^\\| `((?:GET|POST|PUT|DELETE) [^`?]+)").FindAllStringSubmatch(string(doc), -1) {
		listed = append(listed, m[1])
	}
	a, _, _ := doors()
	for _, rt := range slices.Concat(a.officeRoutes(), a.socketRoutes(), a.publicRoutes()) {
		served = append(served, rt.pattern)
	}
	if diff := cmp.Diff(served, listed); diff != "" {
		t.Errorf("docs/api.md (-served +listed):\n%s", diff)
	}
}
