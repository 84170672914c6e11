package console

import (
	"strings"
	"testing"
)

func TestExtensionOnTheCallPage(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{"ja": "内線 12<", "en": "ask for extension 12<"} {
		call := sampleCall
		for extension, shown := range map[string]bool{"12": true, "": false} {
			call.Extension = extension
			html, err := Calls{ID: "c1", State: "running", Call: &call}.Page(Frame{Lang: lang, Page: PageCampaign, Here: "/here", Campaign: "c1"})
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(html), want) != shown || strings.Contains(string(html), `class="extension"`) != shown {
				t.Errorf("%s, extension %q: shown is not %v", lang, extension, shown)
			}
		}
	}
}
