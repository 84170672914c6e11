package templates

import (
	"reflect"
	"strings"
	"text/template"
	"time"
)

// functions are what a letter of the language can call beside text/template's
// own. column and filled are put in by the preparer.
func functions(lang string) template.FuncMap {
	f := template.FuncMap{"field": field, "column": column, "filled": filled, "date": longDate, "datetime": longTime, "join": joinEnglish}
	if lang == "ja" {
		f["date"], f["datetime"], f["join"] = era, eraTime, joinJapanese
	}
	return f
}

// field returns the column of the person that dot is, or else of the addressee.
func field(dot, root any, name string) (string, error) {
	fields, ok := fieldsOf(dot)
	if !ok {
		fields, ok = fieldsOf(root)
	}
	if !ok {
		return "", &Error{What: "there is no person here to take column " + name + " from"}
	}
	return column(fields, name)
}

func column(fields map[string]string, name string) (string, error) {
	if v, has := fields[name]; has {
		return v, nil
	}
	return "", &Error{What: "the record has no column " + name, Cure: "complete the record, or take the column out of the letter"}
}

func fieldsOf(v any) (map[string]string, bool) {
	switch v := v.(type) {
	case *view:
		return v.Fields, true
	case view:
		return v.Fields, true
	case addressee:
		return v.Fields, true
	case *addressee:
		return v.Fields, true
	}
	return nil, false
}

// filled passes on what is printed, and refuses what would print as nothing or
// as Go's idea of a value.
func filled(expression string, v any) (any, error) {
	if s, ok := v.(string); ok {
		if strings.TrimSpace(s) == "" {
			return nil, empty(expression)
		}
		return s, nil
	}
	switch rv := reflect.ValueOf(v); {
	case !rv.IsValid(), rv.Kind() == reflect.Pointer && rv.IsNil():
		return nil, empty(expression)
	case rv.CanInt(), rv.CanUint(), rv.CanFloat(), rv.Kind() == reflect.Bool:
		return v, nil
	}
	return nil, &Error{What: "{{" + expression + "}} is no text", Cure: "print a list with join, a day with date, a time with datetime, and of a record one of its names"}
}

func empty(expression string) *Error {
	return &Error{What: "{{" + expression + "}} is empty", Cure: "fill it in at its source, or ask for it with {{if " + expression + "}} … {{end}}"}
}

func joinJapanese(items []string) string { return strings.Join(items, "、") }

func joinEnglish(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " and " + items[last]
}

func longDate(t time.Time) string { return t.Format("2 January 2006") }

func longTime(t time.Time) string { return t.Format("2 January 2006, 3:04 pm") }
