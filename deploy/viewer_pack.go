package deploy

import "strings"

// packCodes are the characters that a packed text may use for what repeats in
// it; those that the text itself has are left out.
const packCodes = "ABCDEFGHIJKLMNOPQRSTUVWXYZ!#$%&()*+/<>?@[]^_{}|~"

// maxPackWord is the longest run that is looked for, in bytes.
const maxPackWord = 20

// pack makes a text smaller by giving what repeats in it one character. Each
// word of the result is such a character and what it stands for, the last
// replacement first; a text is read by replacing them in this order.
func pack(text string) (packed string, words []string) {
	for _, code := range packCodes {
		if strings.ContainsRune(text, code) {
			continue
		}
		best := bestRun(text)
		if best == "" {
			break
		}
		text = strings.ReplaceAll(text, best, string(code))
		words = append([]string{string(code) + best}, words...)
	}
	return text, words
}

// bestRun returns the run whose replacement saves most, "" where none saves.
func bestRun(text string) (best string) {
	most := 0
	for n := 2; n <= maxPackWord; n++ {
		count := map[string]int{}
		for i := 0; i+n <= len(text); i++ {
			count[text[i:i+n]]++
		}
		for run, c := range count {
			// Overlapping runs count twice above; the true count is asked for
			// where it could matter.
			if c*(n-1)-n-2 < most {
				continue
			}
			saved := strings.Count(text, run)*(n-1) - n - 2
			if saved > most || saved == most && saved > 0 && (best == "" || run < best) {
				best, most = run, saved
			}
		}
	}
	return best
}
