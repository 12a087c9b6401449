// Answers what rules in Rego say of one document and of what it would be with another section.
//
//	rules FOLDER < lines
//
// The first line is the document; each further line is {"section": name, "value": ...}, or without
// a value where the section is to be gone, and "words" that a package must have to be asked. For each
// line one of the tests by package asked: a text where the package broke off.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
)

type packageOfRules struct {
	name  string
	text  string
	query rego.PreparedEvalQuery
}

type change struct {
	Section string          `json:"section"`
	Value   json.RawMessage `json:"value"`
	// What a package must speak of to be asked.
	Words []string `json:"words"`
}

func main() {
	packages, err := prepare(os.Args[1])
	if err != nil {
		fail(err)
	}
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	line, err := lines.ReadBytes('\n')
	if err != nil {
		fail(err)
	}
	base, err := valueOf(line)
	if err != nil {
		fail(err)
	}
	document, ok := base.(ast.Object)
	if !ok {
		fail(fmt.Errorf("the document is no object"))
	}
	answer(out, packages, document, nil)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var wanted change
		if err := json.Unmarshal(line, &wanted); err != nil {
			fail(err)
		}
		changed, err := with(document, wanted)
		if err != nil {
			fail(err)
		}
		answer(out, packages, changed, wanted.Words)
	}
}

// prepare reads the rules of a folder: each .rego in it is a package beside the shared ones, which
// stand in Utils.rego or in a folder Utils.
func prepare(folder string) ([]packageOfRules, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.rego"))
	if err != nil {
		return nil, err
	}
	beside, err := filepath.Glob(filepath.Join(folder, "Utils", "*.rego"))
	if err != nil {
		return nil, err
	}
	shared, own := map[string]string{}, map[string]string{}
	for _, file := range append(files, beside...) {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		// Of the rules' own tests: today's compiler takes it for a mistake.
		rules := strings.ReplaceAll(string(text), "[][0]", "false")
		if filepath.Base(file) == "Utils.rego" || filepath.Base(filepath.Dir(file)) == "Utils" {
			shared[file] = rules
		} else {
			own[file] = rules
		}
	}
	packages := []packageOfRules{}
	for _, file := range slices.Sorted(maps.Keys(own)) {
		text := own[file]
		first, _, _ := strings.Cut(strings.TrimPrefix(text, "\ufeff"), "\n")
		name := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(first), "package "))
		options := []func(*rego.Rego){rego.Query("data." + name + ".tests"), rego.Module(file, text)}
		for path, common := range shared {
			options = append(options, rego.Module(path, common))
			text += common
		}
		query, err := rego.New(options...).PrepareForEval(context.Background())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		packages = append(packages, packageOfRules{name, text, query})
	}
	return packages, nil
}

// What of a test is no verdict is long.
var left = []string{"ActualValue"}

func answer(out *bufio.Writer, packages []packageOfRules, document ast.Value, words []string) {
	tests := map[string]any{}
	for _, rules := range packages {
		if !rules.has(words) {
			continue
		}
		results, err := rules.query.Eval(context.Background(), rego.EvalParsedInput(document))
		if err != nil {
			tests[rules.name] = err.Error()
		} else if len(results) == 1 {
			tests[rules.name] = short(results[0].Expressions[0].Value)
		} else {
			tests[rules.name] = "undefined"
		}
	}
	text, err := json.Marshal(tests)
	if err != nil {
		fail(err)
	}
	out.Write(append(text, '\n'))
	out.Flush()
}

func (rules packageOfRules) has(words []string) bool {
	for _, word := range words {
		if !strings.Contains(rules.text, word) {
			return false
		}
	}
	return true
}

func short(tests any) any {
	list, ok := tests.([]any)
	if !ok {
		return tests
	}
	for _, item := range list {
		if test, ok := item.(map[string]any); ok {
			for _, name := range left {
				delete(test, name)
			}
		}
	}
	return list
}

func with(document ast.Object, wanted change) (ast.Value, error) {
	key := ast.StringTerm(wanted.Section)
	changed := ast.NewObject()
	document.Foreach(func(name, value *ast.Term) {
		if !name.Equal(key) {
			changed.Insert(name, value)
		}
	})
	if wanted.Value == nil {
		return changed, nil
	}
	value, err := valueOf(wanted.Value)
	if err != nil {
		return nil, err
	}
	changed.Insert(key, ast.NewTerm(value))
	return changed, nil
}

func valueOf(text []byte) (ast.Value, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	return ast.InterfaceToValue(value)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
