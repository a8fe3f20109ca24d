package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/sirupsen/logrus"
)

func init() { register("compose", judgeCompose) }

// deploy/compose.yaml by the compose specification's schema and the loader of `docker compose`: once as it is, once
// with every profile. Variables are those of .env.example alone, so that it starts without any of the machine's.
func judgeCompose(root string) []string {
	logrus.SetOutput(io.Discard)
	path := filepath.Join(root, "deploy/compose.yaml")
	values, err := dotenv.Read(filepath.Join(root, "deploy/.env.example"))
	if err != nil {
		return []string{fmt.Sprintf("deploy/.env.example: %v", err)}
	}
	var problems []string
	for _, profiles := range [][]string{nil, {"*"}} {
		project, err := loader.LoadWithContext(context.Background(),
			types.ConfigDetails{
				WorkingDir:  filepath.Dir(path),
				ConfigFiles: types.ToConfigFiles([]string{path}),
				Environment: values,
			},
			func(options *loader.Options) {
				options.Profiles = profiles
				options.SetProjectName("tocsin", true)
			})
		if err != nil {
			return []string{fmt.Sprintf("deploy/compose.yaml: %v", err)}
		}
		if len(project.Services) == 0 {
			problems = append(problems, "deploy/compose.yaml: no service")
		}
		for name, service := range project.Services {
			for needed := range service.DependsOn {
				if _, found := project.Services[needed]; !found && service.DependsOn[needed].Required {
					problems = append(problems, fmt.Sprintf(
						"deploy/compose.yaml: service %s needs %s, which is of a profile that is off", name, needed))
				}
			}
			for needed, how := range service.DependsOn {
				other := project.Services[needed]
				if how.Condition == types.ServiceConditionHealthy && other.Name != "" && other.HealthCheck == nil {
					problems = append(problems, fmt.Sprintf(
						"deploy/compose.yaml: service %s waits for the health of %s, which has no healthcheck", name, needed))
				}
			}
		}
	}
	slices.Sort(problems)
	return slices.Compact(problems)
}
