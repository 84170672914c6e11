package letter

import (
	"fmt"
	"os"
)

// Config is how letters are printed.
type Config struct {
	Font string `yaml:"font"` // a TrueType font (.ttf) with Japanese characters; found by itself where a package has installed one
}

// fonts are where packages put a font that will do: IPAex Mincho of Debian
// (fonts-ipaexfont-mincho), Fedora, Arch and openSUSE.
var fonts = [...]string{
	"/usr/share/fonts/opentype/ipaexfont-mincho/ipaexm.ttf",
	"/usr/share/fonts/ipa-ex-mincho-fonts/ipaexm.ttf",
	"/usr/share/fonts/OTF/ipaexm.ttf",
	"/usr/share/fonts/truetype/ipaexm.ttf",
	"/usr/local/share/fonts/ipaexm.ttf",
}

// Installed reports whether there is a font to print with.
func (c Config) Installed() bool { return c.path() != "" }

func (c Config) path() string {
	if c.Font != "" {
		return c.Font
	}
	for _, p := range fonts {
		if _, err := os.Stat(p); err == nil {
			return p
		}
	}
	return ""
}

const fontCure = "install one, such as Debian's fonts-ipaexfont-mincho, or name a TrueType font (.ttf) with Japanese characters"

// face reads the font. Errors are "font: what is wrong; what to do".
func (c Config) face() (*face, error) {
	path := c.path()
	if path == "" {
		return nil, fmt.Errorf("letter: font: no font with Japanese characters is installed; %s", fontCure)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("letter: font: %s cannot be read; %s", path, fontCure)
	}
	f, err := newFace(data)
	if err != nil {
		return nil, fmt.Errorf("letter: font: %s: %w; %s", path, err, fontCure)
	}
	for _, r := range "〒様御中お詫び0-" {
		if f.glyph(r) == 0 {
			return nil, fmt.Errorf("letter: font: %s has no Japanese characters; %s", path, fontCure)
		}
	}
	return f, nil
}
