package config

import (
	"reflect"
	"strings"

	"github.com/owabi/owabi/dispatcher"
)

// instead says which setting a word may be a slip of. typ is the Go type that
// the YAML reader names: that of the section in which the word stands.
func instead(word, typ string) string {
	keys := keysOf(reflect.TypeFor[Settings](), typ)
	if len(keys) == 0 {
		return "see docs/settings.md"
	}
	return dispatcher.Suggest(word, keys) + " (docs/settings.md)"
}

// keysOf lists the keys of a section, found by the name of its type in t or
// below.
func keysOf(t reflect.Type, name string) []string {
	if t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var keys []string
	for i := range t.NumField() {
		key, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		if t.String() != name {
			keys = append(keys, keysOf(t.Field(i).Type, name)...)
		} else if key != "" && key != "-" {
			keys = append(keys, key)
		}
	}
	return keys
}
