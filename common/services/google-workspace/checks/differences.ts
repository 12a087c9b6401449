import type { Difference } from '../../../model/check.ts'

const baselines = 'https://github.com/cisagov/ScubaGoggles/blob/main/scubagoggles/baselines'

/** Where CISA's tool says otherwise than its baseline's own text, by policy or group of policies. */
const differences: readonly (Difference & { readonly policies: readonly string[] })[] = [
  {
    code: 'not-shown-by-the-log',
    policies: ['GWS.COMMONCONTROLS.9.1v1', 'GWS.COMMONCONTROLS.9.2v1', 'GWS.COMMONCONTROLS.14.1v1'],
    theirs: 'fail',
    ours: 'unknown',
    saying: ['nowhere-shown'],
    why: 'The baseline marks the policy as manual: the admin log does not show it, so an empty log says nothing about it.',
    upstream: `${baselines}/commoncontrols.md`,
  },
  {
    code: 'not-read',
    policies: ['GWS.COMMONCONTROLS.6.1v1'],
    theirs: 'fail',
    ours: 'unknown',
    saying: ['call-refused'],
    why: 'The export says that the accounts or assignments could not be read: what was not read is unknown.',
    upstream: `${baselines}/commoncontrols.md`,
  },
  {
    code: 'not-in-the-export',
    policies: ['GWS.CALENDAR.3.2v1'],
    theirs: 'fail',
    ours: 'unknown',
    saying: ['no-section'],
    why: 'The setting stands among the policies, which the export does not have: a log without an event says nothing about it.',
    upstream: `${baselines}/calendar.md`,
  },
  {
    code: 'complies-by-default',
    policies: ['GWS.COMMONCONTROLS.3.2v1'],
    theirs: 'fail',
    ours: 'pass',
    saying: ['by-default'],
    why: 'Nobody ever changed the setting, and what Google sets complies.',
    upstream: `${baselines}/commoncontrols.md`,
  },
  {
    code: 'no-usable-key',
    policies: ['GWS.GMAIL.2.1v1'],
    theirs: 'pass',
    ours: 'fail',
    saying: ['dkim-none'],
    why: 'A record without a key in p= verifies no signature (RFC 6376, section 3.6.1).',
    upstream: 'https://www.rfc-editor.org/rfc/rfc6376#section-3.6.1',
  },
  {
    code: 'receivers-apply-none',
    policies: ['GWS.GMAIL.3.1v1'],
    theirs: 'pass',
    ours: 'fail',
    saying: ['spf-many', 'spf-error', 'spf-lookups', 'spf-target'],
    why: 'Receivers answer an error in the record with "permerror" and apply no policy (RFC 7208, section 4.6).',
    upstream: 'https://www.rfc-editor.org/rfc/rfc7208#section-4.6',
  },
  {
    code: 'redirects-elsewhere',
    policies: ['GWS.GMAIL.3.1v1'],
    theirs: 'pass',
    ours: 'unknown',
    saying: ['spf-redirects'],
    why: 'The record redirects to a name whose policy the export does not carry.',
    upstream: 'https://www.rfc-editor.org/rfc/rfc7208#section-6.1',
  },
  {
    code: 'as-receivers-read-it',
    policies: ['GWS.GMAIL.4.'],
    theirs: 'pass',
    ours: 'fail',
    saying: [
      'dmarc-none',
      'dmarc-many',
      'dmarc-repeats',
      'dmarc-share',
      'dmarc-testing',
      'dmarc-without-recipient',
      'dmarc-few-aggregate',
      'dmarc-no-failure',
    ],
    why: 'Receivers read the record by the standard: the version exact in case, each tag once, reports to mailto: addresses, and a policy for all mail, not in test mode.',
    upstream: 'https://www.rfc-editor.org/rfc/rfc7489#section-6.3',
  },
]

/** Those of one policy. */
export function differencesFrom(policy: string): readonly Difference[] {
  return differences
    .filter(({ policies }) =>
      policies.some(id => (id.endsWith('.') ? policy.startsWith(id) : policy === id)),
    )
    .map(({ policies: _, ...difference }) => difference)
}
