package console

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
)

//go:embed console.css
var style string

//go:embed console.js
var script string

// File is a file that pages load.
type File struct {
	Path string // on the listener
	Type string // of its content
	Tag  string // changes with its content: an ETag
	Text string
}

// Files lists them.
func Files() []File {
	return []File{
		{"/static/console.css", "text/css; charset=utf-8", tag(style), style},
		{"/static/console.js", "text/javascript; charset=utf-8", tag(script), script},
	}
}

func tag(text string) string {
	sum := sha256.Sum256([]byte(text))
	return `"` + hex.EncodeToString(sum[:8]) + `"`
}
