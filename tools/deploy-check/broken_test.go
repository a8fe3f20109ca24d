package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Each mistake is made in a copy of the tree; the kind has to name it, and to be content without it.
func TestMistakesAreNamed(t *testing.T) {
	const worker = "deploy/kubernetes/base/deployment.yaml"
	const scaled = "deploy/kubernetes/components/autoscaling/scaled-object.yaml"
	for _, mistake := range []struct{ kind, file, from, to, says string }{
		{"kubernetes", worker, "periodSeconds: 2", "periodSecond: 2", `unknown field "spec.template.spec.containers[0].startupProbe.periodSecond"`},
		{"kubernetes", worker, "path: /ready", "path: /readyz", "readiness probe does not ask /ready"},
		{"kubernetes", worker, "terminationGracePeriodSeconds: 750", "terminationGracePeriodSeconds: 600", "terminationGracePeriodSeconds is below 720"},
		{"kubernetes", worker, "--settle, 15s", "--wait, 5m", "it drains for 5m0s, and a call may last 10m0s"},
		{"kubernetes", "deploy/kubernetes/base/tocsin.yaml", "max_call: 10m", "max_call: 20m", "terminationGracePeriodSeconds is below"},
		{"kubernetes", worker, "replicas: 3", "replicas: 2", "has not three replicas"},
		{"kubernetes", worker, "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "may write its root"},
		{"kubernetes", "deploy/kubernetes/base/tocsin.yaml", "'${file:/run/secrets/tocsin/database_url}'", "postgresql://tocsin:geheim@db/tocsin", "looks like a secret"},
		{"kubernetes", "deploy/kubernetes/base/service.yaml", "component: worker}\n  ports", "component: w}\n  ports", "Service tocsin finds no pod"},
		{"kubernetes", "deploy/kubernetes/overlays/roles-apart/ingress.yaml", "name: tocsin-work", "name: tocsin-works", "a Service tocsin-works that is not there"},
		{"kubernetes", scaled, "consumerGroup: tocsin-voice", "consumerGroup: tocsin-voices", "no role reads as tocsin-voices"},
		{"kubernetes", scaled, "tocsin_calls_active", "tocsin_active_calls", "there is no metric tocsin_active_calls"},
		{"kubernetes", scaled, "lagThreshold", "lagTreshold", "knows no 'lagTreshold'"},
		{"kubernetes", scaled, "minReplicaCount", "minReplicas", `unknown field "spec.minReplicas"`},
		{"kubernetes", "deploy/helm/tocsin/templates/deployment.yaml", "maxSurge: 1", "maxSurge: 2", "Deployment tocsin differs from overlays/prod at .spec.strategy.rollingUpdate.maxSurge"},
		{"kubernetes", "deploy/helm/tocsin/templates/service.yaml", "targetPort", "targetPorts", "unknown field"},
		{"kubernetes", "deploy/helm/tocsin/templates/deployment.yaml", "{{ .Values.replicas }}", "3", "values that ask for 'replicas: 5'"},
		{"kubernetes", "deploy/kubernetes/base/migrate.yaml", "kind: Job", "kind: Jobb", "nobody knows the kind batch/v1/Jobb"},
		{"compose", "deploy/compose.yaml", "restart: unless-stopped", "restrat: always", "restrat false schema"},
		{"compose", "deploy/compose.yaml", "      tocsin: {condition: service_healthy}", "      tocsins: {condition: service_healthy}", "tocsins"},
		{"compose", "deploy/compose.yaml", "    depends_on:\n      alertmanager:", "    depends_on:\n      llm-engine:", "llm-engine"},
		{"compose", "deploy/compose.yaml", "secrets: [tunnel_token]", "secrets: [tunnel_tokens]", "tunnel_tokens"},
		{"ecs", taskFile, `"stopTimeout"`, `"stopTimeOut"`, "stopTimeOut is no field of the API"},
		{"ecs", taskFile, `"FARGATE"`, `"FARGATTE"`, "the API knows no 'FARGATTE'"},
		{"ecs", taskFile, `"TWILIO_AUTH_TOKEN"`, `"TWILIO_TOKEN"`, "TWILIO_AUTH_TOKEN is missing"},
		{"ecs", taskFile, `{"name": "PORT", "value": "8003"}`, `{"name": "INTERNAL_API_KEY", "value": "x"}`, "INTERNAL_API_KEY stands there with a value"},
		{"render", blueprintFile, "healthCheckPath", "healthCheckpath", "unknown field"},
		{"render", blueprintFile, "key: LLM_API_KEY, sync: false", "key: LLM_API_KEY, value: x", "LLM_API_KEY stands there with a value"},
		{"render", blueprintFile, "key: KAFKA_BROKERS", "key: KAFKA_SERVERS", "KAFKA_BROKERS is missing"},
	} {
		root := t.TempDir()
		for _, folder := range []string{"deploy", "docs/reference"} {
			if err := os.CopyFS(filepath.Join(root, folder), os.DirFS(filepath.Join("../..", folder))); err != nil {
				t.Fatal(err)
			}
		}
		file := filepath.Join(root, mistake.file)
		text, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(text), mistake.from) {
			t.Errorf("%s holds no '%s'", mistake.file, mistake.from)
			continue
		}
		broken := strings.Replace(string(text), mistake.from, mistake.to, 1)
		if err := os.WriteFile(file, []byte(broken), 0o600); err != nil {
			t.Fatal(err)
		}
		said := strings.Join(kinds[mistake.kind](root), "\n")
		if !strings.Contains(said, mistake.says) {
			t.Errorf("%s with '%s': not '%s' but '%s'", mistake.file, mistake.to, mistake.says, said)
		}
	}
}

func TestSarifAtFaultIsNamed(t *testing.T) {
	const good = `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"results":[{"message":{"text":"t"}}]}]}`
	if faults := sarifFaults([]byte(good)); faults != nil {
		t.Errorf("refused: %v", faults)
	}
	for _, mistake := range [][2]string{{`"2.1.0"`, `"2.2.0"`}, {`"text":"t"`, `"words":"t"`}, {`"name":"x"`, `"Name":"x"`},
		{`[{"message":{"text":"t"}}]`, `[]`}, {`"message"`, `"level":"wrong","message"`}} {
		if sarifFaults([]byte(strings.Replace(good, mistake[0], mistake[1], 1))) == nil {
			t.Errorf("not refused: %s", mistake[1])
		}
	}
}
