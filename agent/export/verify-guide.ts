import { entryName, levelWords } from '../../common/log/bundle.ts'
import { HEAD } from './log-files.ts'
import type { Moment, Window } from './window.ts'

/** VERIFY.md: how a stranger checks a bundle with openssl and Go's sumdb packages, without us. */
export function verifyGuide(
  window: Window,
  example: { readonly entry: string; readonly body: string } | null,
): string {
  const head = window.later ? HEAD : 'checkpoints/checkpoint.txt'
  const token = window.checkpoint.token ? String(window.checkpoint.size).padStart(8, '0') : null
  return `# How to verify this bundle without Witnessmark

You need a shell with openssl 3, jq, xxd, base64 and sha256sum and, for the proofs, Go. Nothing here contacts anyone.

${levelWords(window.signers)}
None of it proves that the service told the truth: it proves what was recorded, that it was not changed since, and that nothing was taken out.

Before you begin, get the log's key from the organisation by another way, or take the one that signed an earlier bundle. The files here name keys, but a
forger would name his own: what counts is that the key you hold signed this bundle, or handed over to the one that did (every hand-over is an entry of the
log that both keys signed; the program in part 4 follows them). Whoever holds that key could have written another log; whoever does not, could not have
written this one.

## 1. The files are the ones that were exported

    jq -r '.files | to_entries[] | "\\(.value.sha256)  \\(.key)"' manifest.json | sha256sum -c --quiet
    openssl dgst -sha256 -binary manifest.json | base64      # must be the second line of checkpoints/manifest.txt

## 2. The signature over the state of the log (openssl)

    KEY=$(tail -n 1 checkpoints/keys.txt)     # better: KEY='...', as the organisation gave it to you by another way
    { printf '302a300506032b6570032100' | xxd -r -p; cut -d+ -f3- <<< "$KEY" | base64 -d | tail -c 32; } > key.der && openssl pkey -pubin -inform DER -in key.der -out key.pem
    head -n 3 ${head} > text
    sed -n 's/^— [^ ]* //p' ${head} | head -n 1 | base64 -d | tail -c 64 > signature
    openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in text -sigfile signature

The same for the manifest: \`head -n 2 checkpoints/manifest.txt > text\`, and the signature from that file.
${
  window.later
    ? `\`checkpoints/checkpoint.txt\` is the state at the end of the window. The log changed since in what verifying needs (its key, or what was erased), so
\`checkpoints/head.txt\` is the state that the key of today signed; \`checkpoints/head-consistency.txt\` shows that it extends the other (part 4).
`
    : ''
}
## 3. One piece of evidence by hand (openssl)

${
  example
    ? `An entry of the log holds a commitment, HMAC-SHA-256(salt, body). For entry ${Number(example.entry)}:

    salt=$(jq -r .salt evidence/${example.entry}.json)
    openssl dgst -sha256 -mac HMAC -macopt hexkey:$salt ${example.body}
    jq -r .commitment proofs/${example.entry}.leaf           # the same value

Its place in the tree: \`{ printf '\\0'; cat proofs/${example.entry}.leaf; } | openssl dgst -sha256\` is the leaf's hash (RFC 9162), from which the hashes in
\`proofs/${example.entry}.tlog-proof\` lead to the root on the third line of the checkpoint. The program below does that for all of them.`
    : 'This bundle carries no entry with a body.'
}

## 4. Every proof, and that the log only grew (Go: golang.org/x/mod/sumdb/note and tlog)

Save this as \`main.go\` in the unpacked bundle, then \`go mod init verify && go get golang.org/x/mod && go run . KEY\`
(Debian: \`apt-get install golang-go golang-golang-x-mod-dev\` and \`GO111MODULE=off go run main.go KEY\`), where KEY is the key that you hold. Without it
the program says which key signed, and nothing of whose it is.

\`\`\`go
${goProgram}\`\`\`

## 5. The findings are the ones that were sealed

${findingsGuide(window)}
${
  token
    ? `
## 6. The time stamp

    openssl ts -reply -in tokens/${token}.tsr -text
    openssl ts -verify -data tokens/${token}.txt -in tokens/${token}.tsr -CAfile TSA-CA.pem     # the authority's certificate, from the authority
`
    : ''
}
${
  window.witness
    ? `
## ${token ? 7 : 6}. The witness

Every line after the log's own in \`checkpoints/checkpoint.txt\` that begins with \`— ${window.witness.name} \` is a cosignature (https://c2sp.org/tlog-cosignature): whoever holds that key signed that the log only grew.
The key is \`checkpoints/witness.txt\`, as whoever recorded named it. It is an outside witness' only where the witness gives you the same key. The signed text is \`cosignature/v1\`, a line \`time SECONDS\` and the checkpoint's text; the first eight of the 72 bytes are the time:

    line=$(sed -n 's/^— ${window.witness.name.replaceAll('/', '\\/')} //p' checkpoints/checkpoint.txt | base64 -d | tail -c 72 | tee cosignature | head -c 8 | od -An -tu8 --endian=big | tr -d ' ')
    { printf 'cosignature/v1\\ntime %s\\n' $line; head -n 3 checkpoints/checkpoint.txt; } > text && tail -c 64 cosignature > signature
    { printf '302a300506032b6570032100' | xxd -r -p; cut -d+ -f3- checkpoints/witness.txt | base64 -d | tail -c 32; } > witness.der && openssl pkey -pubin -inform DER -in witness.der -out witness.pem
    openssl pkeyutl -verify -pubin -inkey witness.pem -rawin -in text -sigfile signature
`
    : ''
}## What is not here

${window.redact ? 'Bodies that may name persons were left out; ' : ''}\`manifest.json\` lists every entry without its body (\`withheld\`) and why. Their leaves and proofs are here and verify.
A gap in time is an entry of its own (kind "gap"), and the report draws it.
`
}

/** How one deviation of the period is followed back to the entry that sealed it. */
function deviationGuide(window: Window): string {
  return window.redact || window.tenants.length === 0
    ? ''
    : `
### Deviations of the period

Each line of \`evidence/deviations-TENANT.ndjson\` says that an assessment (\`entry\`) sealed a finding as deviating, or as no longer so. Its \`proof\`
leads from the finding's line to the root in that entry's body (RFC 9162, section 2.1.3.2), with sha256sum, jq and xxd alone:

    follows() { fn=$(jq .proof.index "$1"); sn=$(($(jq .proof.count "$1") - 1)); hash() { xxd -r -p | sha256sum | cut -c 1-64; }
      r=$({ printf '\\0'; jq -j '.proof.line | rtrimstr("\\n")' "$1"; } | sha256sum | cut -c 1-64)
      for p in $(jq -r '.proof.hashes[]' "$1"); do
        if [ $((fn & 1)) = 1 ] || [ $fn = $sn ]; then r=$(printf '01%s%s' $p $r | hash); while [ $((fn & 1)) = 0 ] && [ $fn != 0 ]; do fn=$((fn >> 1)); sn=$((sn >> 1)); done
        else r=$(printf '01%s%s' $r $p | hash); fi; fn=$((fn >> 1)); sn=$((sn >> 1)); done; echo $r; }
    for f in evidence/deviations-*.ndjson; do head -n 1 "$f" > one.json; [ -s one.json ] || continue     # a tenant without one has an empty file
      follows one.json; jq -r .findings evidence/$(printf '%08d' $(jq .entry one.json)).body.json; done     # the same value twice

That there were no others rests on the tool that looked through all assessments of the window: the lines of each are in the log's home, not here.
`
}

/** How each assessment's findings are recomputed: by the root of a tree, or in earlier logs flat. */
function findingsGuide(window: Window): string {
  if (window.redact)
    return 'In this bundle findings that name persons are changed, so the lines that were sealed are left out.'
  const moments = window.tenants.flatMap(tenant =>
    tenant.moments.filter(item => item.matches).map(moment => ({ tenant: tenant.id, moment })),
  )
  const [tree] = moments.filter(({ moment }) => moment.tree !== undefined).map(fileOf)
  const [flat] = moments.filter(({ moment }) => moment.tree === undefined).map(fileOf)
  return `\`manifest.json\` names the log entry of each assessment (\`tenants[].assessments[]\`); the entry's body says what was sealed:

    jq -r '.tenants[].assessments[] | select(.file) | "\\(.entry) \\(.tree // "flat") \\(.findings) \\(.file)"' manifest.json
${
  tree
    ? `
With \`"tree": "rfc9162"\` it is the root of a Merkle tree (RFC 9162, section 2.1) over the lines of the file, each without its line break, and \`count\`
says how many there are. The program above recomputes it. By hand, with sha256sum and xxd alone:

    sealed() { mkdir -p t; n=10000000; while IFS= read -r line; do printf '\\0%s' "$line" > t/$((n++)); done < "$1"
      sha256sum t/* | cut -c 1-64 > level; rm -r t; mkdir t
      while [ "$(wc -l < level)" -gt 1 ]; do paste -d '\\0' - - < level > pairs    # two by two; an odd last one moves up as it is
        grep -E '^.{128}$' pairs | sed 's/^/01/' | xxd -r -p | split -b 65 -a 6 - t/n
        { sha256sum t/n* | cut -c 1-64; grep -E '^.{64}$' pairs || true; } > level; rm t/n*; done; cat level; rm -r t level pairs; }
    sealed ${tree.file}
    jq -r .findings ${tree.body}     # the same value
`
    : ''
}${
    flat
      ? `
Without \`tree\` (logs of version 0.1) it is the SHA-256 of the file as a whole:

    sha256sum ${flat.file}
    jq -r .findings ${flat.body}     # the same value
`
      : ''
  }${deviationGuide(window)}`
}

function fileOf({ tenant, moment }: { readonly tenant: string; readonly moment: Moment }): {
  readonly file: string
  readonly body: string
} {
  const entry = entryName(moment.entry)
  return {
    file: `evidence/findings-${tenant}-${entry}.ndjson`,
    body: `evidence/${entry}.body.json`,
  }
}

/** Reads every proof of an unpacked bundle with Go's own note and tlog packages. */
const goProgram = `package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type head struct {
	origin string
	size   int64
	root   tlog.Hash
}

// A key that an entry of the log announces, or restates after it was pruned.
type key struct {
	name, text, handover string
	entry                int64
	restated             bool
}

func check(err error, what string) {
	if err != nil {
		fmt.Println("FAILED:", what, err)
		os.Exit(1)
	}
}

func need(good bool, what, why string) {
	if !good {
		check(errors.New(why), what)
	}
}

// The text that one of these keys signed.
func signed(text []byte, what string, keys ...key) string {
	var verifiers []note.Verifier
	for _, k := range keys {
		v, err := note.NewVerifier(k.text)
		check(err, what)
		verifiers = append(verifiers, v)
	}
	opened, err := note.Open(text, note.VerifierList(verifiers...))
	check(err, what)
	return opened.Text
}

// A state of the log, signed by a key that the log had at that size.
func open(file string, keys []key) head {
	text := read(file)
	lines := strings.Split(string(text), "\\n")
	need(len(lines) > 3, file, "not a checkpoint")
	h := head{origin: lines[0]}
	_, err := fmt.Sscan(lines[1], &h.size)
	check(err, file)
	h.root, err = tlog.ParseHash(lines[2])
	check(err, file)
	var able []key
	for i, k := range keys {
		if k.name == h.origin && k.entry < h.size && (i+1 == len(keys) || h.size <= keys[i+1].entry) {
			able = append(able, k)
		}
	}
	need(strings.HasPrefix(signed(text, file, able...), strings.Join(lines[:3], "\\n")+"\\n"), file, "signed over something else")
	return h
}

func grown(file string, before, after head) {
	lines := strings.Split(strings.TrimSuffix(string(read(file)), "\\n"), "\\n")
	check(tlog.CheckTree(hashes(lines[2:]), after.size, after.root, before.size, before.root), file)
	fmt.Printf("the log of %d entries extends the one of %d\\n", after.size, before.size)
}

func hashes(lines []string) (list []tlog.Hash) {
	for _, line := range lines {
		h, err := tlog.ParseHash(line)
		check(err, "hash")
		list = append(list, h)
	}
	return list
}

func read(file string) []byte {
	data, err := os.ReadFile(file)
	check(err, file)
	return data
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

func makeKey(name, public, handover string, entry int64, restated bool) key {
	raw, err := base64.StdEncoding.DecodeString(public)
	check(err, "key")
	text, err := note.NewEd25519VerifierKey(name, ed25519.PublicKey(raw))
	check(err, "key")
	return key{name, text, handover, entry, restated}
}

// The keys that the log's own entries announce; what keys.txt says counts for nothing.
func announced(proofs []string) (keys []key) {
	for _, file := range proofs {
		stem := strings.TrimSuffix(filepath.Base(file), ".tlog-proof")
		var leaf struct{ Kind, Commitment string }
		check(json.Unmarshal(read("proofs/"+stem+".leaf"), &leaf), stem)
		if leaf.Kind != "key" && leaf.Kind != "erasure" {
			continue
		}
		var item struct {
			Entry      int64
			Salt, Body string
		}
		check(json.Unmarshal(read("evidence/"+stem+".json"), &item), stem)
		salt, err := hex.DecodeString(item.Salt)
		check(err, stem)
		need(item.Body != "" && fmt.Sprintf("%08d", item.Entry) == stem, stem, "has no body here")
		body, mac := read(item.Body), hmac.New(sha256.New, salt)
		mac.Write(body)
		need(fmt.Sprintf("%x", mac.Sum(nil)) == leaf.Commitment, stem, "its body does not fit its commitment")
		type told struct {
			Origin, PublicKey, Note string
			Entry                   int64
		}
		var says struct {
			After  told
			Note   string
			Pruned int64
			Keys   []told
		}
		check(json.Unmarshal(body, &says), stem)
		if leaf.Kind == "key" {
			keys = append(keys, makeKey(says.After.Origin, says.After.PublicKey, says.Note, item.Entry, false))
			continue
		}
		var before []key
		for _, k := range says.Keys {
			known := false
			for _, other := range keys {
				known = known || other.entry == k.Entry
			}
			if k.Entry < says.Pruned && !known {
				before = append(before, makeKey(k.Origin, k.PublicKey, k.Note, k.Entry, true))
			}
		}
		keys = append(before, keys...)
	}
	return keys
}

// The part of the list that ends with the last key and is unbroken: each key signed for the next.
func chain(keys []key) []key {
	from := 0
	for i := 1; i < len(keys); i++ {
		before, after, known := keys[i-1], keys[i], false
		for _, k := range keys[:i] {
			known = known || k.name == after.name
		}
		if after.handover == "" {
			need(!known || after.restated, after.text, "the key changed under one name without a hand-over")
			from = i
			continue
		}
		wanted := fmt.Sprintf("%s/key\\n%s\\n%s\\n%d\\n", before.name, before.text, after.text, after.entry)
		for _, k := range []key{before, after} {
			need(signed([]byte(after.handover), "hand-over", k) == wanted, "hand-over", "it is over something else")
		}
	}
	return keys[from:]
}

func main() {
	proofs, _ := filepath.Glob("proofs/*.tlog-proof")
	keys := announced(proofs)
	need(len(keys) > 0, "proofs", "no entry of the log announces a key")
	last, trusted := keys[len(keys)-1], chain(keys)
	digest := sha256.Sum256(read("manifest.json"))
	attested := signed(read("checkpoints/manifest.txt"), "checkpoints/manifest.txt", last)
	need(attested == last.name+"/bundle\\n"+base64.StdEncoding.EncodeToString(digest[:])+"\\n", "manifest.json", "is not what was signed")

	latest := open("checkpoints/checkpoint.txt", keys)
	heads := map[string]head{string(read("checkpoints/checkpoint.txt")): latest}
	newest := latest
	if exists("checkpoints/head.txt") {
		newest = open("checkpoints/head.txt", keys)
		grown("checkpoints/head-consistency.txt", latest, newest)
		heads[string(read("checkpoints/head.txt"))] = newest
	}
	need(newest.origin == last.name && newest.size > last.entry, last.text, "signed no state of the log")
	if exists("checkpoints/before.txt") {
		grown("checkpoints/consistency.txt", open("checkpoints/before.txt", keys), latest)
	}
	for _, file := range proofs {
		parts := bytes.SplitN(read(file), []byte("\\n\\n"), 2)
		need(len(parts) == 2, file, "not a proof")
		lines := strings.Split(string(parts[0]), "\\n")
		var index int64
		_, err := fmt.Sscanf(lines[1], "index %d", &index)
		check(err, file)
		need(filepath.Base(file) == fmt.Sprintf("%08d.tlog-proof", index), file, "is of another entry")
		h, known := heads[string(parts[1])]
		need(known, file, "is under another state of the log")
		leaf := tlog.RecordHash(read(strings.TrimSuffix(file, "tlog-proof") + "leaf"))
		check(tlog.CheckRecord(hashes(lines[2:]), h.size, h.root, index, leaf), file)
	}
	fmt.Printf("%d entries are in the signed log\\n", len(proofs))
	findings()
	if len(os.Args) < 2 {
		fmt.Println("signed by", last.text, "(whose key that is, this does not show: name the one that you hold)")
		return
	}
	known := false
	for _, k := range trusted {
		known = known || k.text == os.Args[1]
	}
	need(known, os.Args[1], "is not the key that signed, and no unbroken chain of hand-overs leads from it to "+last.text)
	fmt.Println("signed by the key that you named, or by one that it handed over to:", last.text)
}

// The root of the tree over a file's lines (RFC 9162), without their line breaks.
func rootOf(lines []string) tlog.Hash {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) (list []tlog.Hash, err error) {
		for _, index := range indexes {
			list = append(list, stored[index])
		}
		return list, nil
	})
	for n, line := range lines {
		more, err := tlog.StoredHashes(int64(n), []byte(line), reader)
		check(err, "findings")
		stored = append(stored, more...)
	}
	root, err := tlog.TreeHash(int64(len(lines)), reader)
	check(err, "findings")
	return root
}

func findings() {
	type seal struct {
		Entry    int
		Findings string
		Tree     string
		File     string
		Count    int
	}
	var manifest struct{ Tenants []struct{ Assessments []seal } }
	check(json.Unmarshal(read("manifest.json"), &manifest), "manifest.json")
	for _, tenant := range manifest.Tenants {
		for _, named := range tenant.Assessments {
			if named.Tree == "" || named.File == "" {
				continue
			}
			var sealed seal
			body := fmt.Sprintf("evidence/%08d.body.json", named.Entry)
			check(json.Unmarshal(read(body), &sealed), body)
			text := strings.TrimSuffix(string(read(named.File)), "\\n")
			var lines []string
			if text != "" {
				lines = strings.Split(text, "\\n")
			}
			root := rootOf(lines)
			if fmt.Sprintf("%x", root[:]) != sealed.Findings || len(lines) != sealed.Count {
				check(fmt.Errorf("not what entry %d sealed", named.Entry), named.File)
			}
			fmt.Printf("%d findings are the ones that entry %d sealed\\n", len(lines), named.Entry)
		}
	}
}
`
