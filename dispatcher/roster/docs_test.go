package roster

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every claim of docs/lists.md names a test, and the test is there.
func TestClaimsOfTheListsPage(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../docs/lists.md")
	if err != nil {
		t.Fatal(err)
	}
	files := testFiles(t)
	named := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9]+)(?:/([^`]+))?`").FindAllStringSubmatch(string(doc), -1)
	if len(named) < 80 {
		t.Errorf("the page names %d tests only", len(named))
	}
	for _, n := range named {
		if !holds(files, n[1], n[2]) {
			t.Errorf("there is no test %s", strings.TrimSuffix(n[1]+"/"+n[2], "/"))
		}
	}
}

// holds reports whether one of the files has the test, and in it the case.
func holds(files []string, test, name string) bool {
	for _, f := range files {
		_, body, found := strings.Cut(f, "\nfunc "+test+"(")
		if end := strings.Index(body, "\n}\n"); found && (name == "" || end >= 0 && strings.Contains(body[:end], `"`+name+`"`)) {
			return true
		}
	}
	return false
}

// testFiles are the texts of the tests about lists.
func testFiles(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, dir := range []string{".", "..", "../../cmd/owabi"} {
		found, err := fs.Glob(os.DirFS(dir), "*_test.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range found {
			text, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, string(text))
		}
	}
	return all
}
