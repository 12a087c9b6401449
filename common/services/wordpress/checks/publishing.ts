import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'

export const publishingChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'wordpress.site.not-indexed',
    title: 'Search engines are kept away',
    metric: 'public-exposure-restricted',
    severity: 'medium',
    reads: ['search-engines-allowed'],
    expect: { op: 'equals', value: false },
    expected: 'Discourage search engines: on',
    rationale: 'For intranets and staging sites only: enable this check there.',
    steps: [
      'Open Settings > Reading',
      'Tick "Discourage search engines from indexing this site"',
      'Save Changes',
    ],
    seen: '2026-11-23',
    enabled: false,
  }),
  defineCheck({
    id: 'wordpress.site.mail-fetched-encrypted',
    title: 'Posts by e-mail are fetched encrypted',
    metric: 'encryption-configured',
    severity: 'medium',
    reads: ['mail-server', 'mail-server-port'],
    when: '!(mailServer in ["", "mail.example.com"])',
    test: 'mailServer.startsWith("ssl://") || mailServer.startsWith("tls://") || mailServerPort == 995',
    expected: 'A mail server over TLS (port 995), or none',
    steps: [
      'Open Settings > Writing',
      'Under "Post via email", give port 995 and ssl:// before the server\'s name, or clear the server',
      'Save Changes',
    ],
    seen: '2026-11-23',
  }),
]
