{{/* Labels of the Job's pods. They are not those of the node. */}}
{{- define "kafka.setupLabels" -}}
app.kubernetes.io/name: kafka-setup
app.kubernetes.io/instance: {{ include "kafka.instance" . }}
{{- end }}

{{/*
Whether there is a Job: on its own, Kafka has nobody else to make OpenIM's topics; with three nodes there may be topics of the
time when it was one.
*/}}
{{- define "kafka.setup" -}}
{{- $nodes := int .Values.replicaCount -}}
{{- if or (gt $nodes 1) (and .Chart.IsRoot (gt $nodes 0)) }}true{{ end -}}
{{- end }}

{{/* Spec of the Job. */}}
{{- define "kafka.setupSpec" -}}
backoffLimit: 20
template:
  metadata:
    labels:
      {{- include "kafka.setupLabels" . | nindent 6 }}
      app.kubernetes.io/part-of: openim
    annotations:
      checksum/script: {{ .Files.Get "scripts/setup.sh" | sha256sum }}
  spec:
    restartPolicy: OnFailure
    serviceAccountName: {{ include "kafka.serviceAccountName" . }}
    automountServiceAccountToken: false
    enableServiceLinks: false
    {{- with .Values.global.imagePullSecrets }}
    imagePullSecrets:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with .Values.global.dnsConfig }}
    dnsConfig:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    securityContext:
      {{- toYaml .Values.podSecurityContext | nindent 6 }}
    containers:
      - name: setup
        image: {{ include "kafka.image" (list . .Values.image) }}
        imagePullPolicy: {{ .Values.image.pullPolicy }}
        command:
          - bash
          - /config/setup.sh
          {{- if .Chart.IsRoot }}
          - toRedis
          - toMongo
          - toPush
          - toOfflinePush
          {{- end }}
        env:
          - name: BROKER
            value: {{ include "kafka.fullname" . }}:9092
          - name: NODES
            value: {{ .Values.replicaCount | quote }}
          - name: PARTITIONS
            value: {{ .Values.global.openim.kafka.partitions | quote }}
        resources:
          requests:
            cpu: 50m
            memory: 192Mi
          limits:
            memory: 512Mi
        securityContext:
          {{- toYaml .Values.securityContext | nindent 10 }}
        volumeMounts:
          - name: config
            mountPath: /config
            readOnly: true
          - name: credentials
            mountPath: /credentials
            readOnly: true
          - name: tmp
            mountPath: /tmp
    volumes:
      - name: config
        configMap:
          name: {{ include "kafka.fullname" . }}-setup
      - name: credentials
        secret:
          secretName: {{ include "kafka.secret.kafka" . }}
          defaultMode: 0440
          items:
            - key: username
              path: username
            - key: password
              path: password
      # The login for Kafka's own tools.
      - name: tmp
        emptyDir:
          medium: Memory
          sizeLimit: 32Mi
    {{- with .Values.nodeSelector }}
    nodeSelector:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with .Values.tolerations }}
    tolerations:
      {{- toYaml . | nindent 6 }}
    {{- end }}
{{- end }}
