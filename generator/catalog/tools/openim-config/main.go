// Command openim-config loads a folder of configuration files as OpenIM's programs do, with OpenIM's own types and loader and the
// variables of its environment, and prints every leaf that came out as JSON: file → path → value.
//
//	openim-config server|chat -c FOLDER
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
)

// The server whose types these are; set when it is built, from generator/catalog/tools.yaml.
var version = "unknown"

// A part of OpenIM: where each of its files goes, and how it is read.
type part struct {
	files map[string]func() any
	load  func(folder, file string, into any) error
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == "--version" {
		fmt.Println("openim-config", version)
		return
	}
	if len(os.Args) != 4 || os.Args[2] != "-c" {
		fail(fmt.Errorf("usage: openim-config server|chat -c FOLDER"))
	}
	known, ok := map[string]part{"server": server, "chat": chat}[os.Args[1]]
	if !ok {
		fail(fmt.Errorf("no part %s", os.Args[1]))
	}
	all, err := read(known, os.Args[3])
	if err != nil {
		fail(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(all); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "openim-config:", err)
	os.Exit(1)
}

func read(p part, folder string) (map[string]map[string]any, error) {
	found, err := filepath.Glob(filepath.Join(folder, "*.yml"))
	if err != nil {
		return nil, err
	}
	all := map[string]map[string]any{}
	for _, path := range found {
		file := filepath.Base(path)
		empty, ok := p.files[file]
		if !ok {
			return nil, fmt.Errorf("%s: no program of this part opens it", file)
		}
		into := empty()
		if err := p.load(folder, file, into); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		all[file] = map[string]any{}
		leaves(reflect.ValueOf(into).Elem(), nil, all[file])
	}
	return all, nil
}

// leaves names fields as mapstructure does: by the tag, else by the field's name; those of a squashed field are its parent's.
func leaves(value reflect.Value, path []string, into map[string]any) {
	if value.Kind() != reflect.Struct {
		into[strings.Join(path, ".")] = value.Interface()
		return
	}
	for i := 0; i < value.NumField(); i++ {
		field := value.Type().Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("mapstructure"), ",")
		if name == "" {
			name = field.Name
		}
		if options == "squash" {
			leaves(value.Field(i), path, into)
		} else {
			leaves(value.Field(i), append(append([]string{}, path...), name), into)
		}
	}
}
