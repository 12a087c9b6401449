import assert from 'node:assert/strict'
import { test } from 'node:test'
import { metricsText } from '../../../agent/http/metrics.ts'

test('metrics are the text that Prometheus reads, whatever stands in a label', () => {
  const text = metricsText({
    format: 'witnessmark/metrics',
    version: 1,
    metrics: [
      {
        name: 'witnessmark_findings',
        help: 'Findings\nby \\ outcome',
        samples: [
          { labels: { tenant: 'a"b\\c\nd', outcome: 'fail' }, value: 3 },
          { labels: {}, value: 1.5 },
        ],
      },
      { name: 'witnessmark_none', help: 'None', samples: [] },
    ],
  } as Parameters<typeof metricsText>[0])
  assert.equal(
    text,
    '# HELP witnessmark_findings Findings\\nby \\\\ outcome\n# TYPE witnessmark_findings gauge\nwitnessmark_findings{tenant="a\\"b\\\\c\\nd",outcome="fail"} 3\nwitnessmark_findings 1.5\n',
  )
})
