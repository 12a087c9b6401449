import type { CheckSource } from '../../../model/check.ts'
import { inConsole } from './check.ts'

export const publishingChecks: readonly CheckSource[] = [
  {
    id: 'wordpress.site.not-indexed',
    title: 'Search engines are kept away',
    metric: 'public-exposure-restricted',
    resource: 'site',
    severity: 'medium',
    reads: ['wordpress.site.search-engines-allowed'],
    expect: { op: 'equals', value: false },
    expected: 'Discourage search engines: on',
    rationale: 'For intranets and staging sites only: enable this check there.',
    remediation: inConsole(
      'Settings > Reading',
      'Tick "Discourage search engines from indexing this site"',
    ),
    enabled: false,
  },
  {
    id: 'wordpress.site.mail-fetched-encrypted',
    title: 'Posts by e-mail are fetched encrypted',
    metric: 'encryption-configured',
    resource: 'site',
    severity: 'medium',
    reads: ['wordpress.site.mail-server', 'wordpress.site.mail-server-port'],
    when: '!(mailServer in ["", "mail.example.com"])',
    test: 'mailServer.startsWith("ssl://") || mailServer.startsWith("tls://") || mailServerPort == 995',
    expected: 'A mail server over TLS (port 995), or none',
    remediation: inConsole(
      'Settings > Writing',
      'Under "Post via email", give port 995 and ssl:// before the server\'s name, or clear the server',
    ),
  },
]
