import type { PolicyDifference } from '../../../model/differences.ts'

const issues = 'https://github.com/cisagov/ScubaGear/issues'
const conditional = [
  'MS.AAD.1.1v1',
  'MS.AAD.2.1v1',
  'MS.AAD.2.3v1',
  'MS.AAD.3.1v1',
  'MS.AAD.3.2v2',
  'MS.AAD.3.6v1',
  'MS.AAD.3.7v1',
  'MS.AAD.3.8v1',
  'MS.AAD.3.9v1',
  'MS.AAD.9.1v1',
]
const dmarc = 'MS.EXO.4.'

/** Where CISA's tool says otherwise than its baseline's own text, by policy or group of policies. */
export const differences: readonly PolicyDifference[] = [
  {
    code: 'condition-narrows',
    policies: conditional,
    theirs: 'pass',
    ours: 'fail',
    saying: ['narrowed-by', 'some-platforms', 'some-locations', 'some-devices'],
    why: 'The tool does not look at every condition of a policy: one that holds at some risk, in some clients or on some devices only does not cover everybody.',
    upstream: `${issues}/1742`,
  },
  {
    code: 'one-policy-for-both-risks',
    policies: ['MS.AAD.2.1v1', 'MS.AAD.2.3v1'],
    theirs: 'pass',
    ours: 'fail',
    saying: ['narrowed-by'],
    naming: ['sign-in-risk', 'user-risk'],
    why: 'The tool takes one policy for both kinds of risk: it holds only where both are high at once.',
    upstream: `${issues}/2029`,
  },
  {
    code: 'other-grant-is-enough',
    policies: conditional,
    theirs: 'pass',
    ours: 'fail',
    saying: ['accepts-instead', 'accepts-unmanaged', 'accepts-other-control'],
    why: 'Under "require one of the selected controls" each control is enough: another one beside the wanted one lets people in without it.',
    upstream:
      'https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-grant',
  },
  {
    code: 'stronger-than-asked',
    policies: ['MS.AAD.3.2v2', 'MS.AAD.3.7v1', 'MS.AAD.3.8v1'],
    theirs: 'fail',
    ours: 'pass',
    saying: ['stronger-than-asked'],
    why: 'A tenant that does more than the policy asks meets it.',
    upstream:
      'https://learn.microsoft.com/entra/identity/authentication/concept-authentication-strengths',
  },
  {
    code: 'weaker-rule-for-some',
    policies: ['MS.SECURITYSUITE.'],
    theirs: 'pass',
    ours: 'fail',
    saying: ['some-under-weaker'],
    why: 'A rule for some recipients comes before the one for all: they are under the weaker policy.',
    upstream: 'https://learn.microsoft.com/defender-office-365/preset-security-policies',
  },
  {
    code: 'alert-named-by-the-policy',
    policies: ['MS.DEFENDER.5.1v1'],
    theirs: 'pass',
    ours: 'fail',
    saying: ['alerts-not-on'],
    naming: ['Tenant restricted from sending email'],
    why: 'The policy names the alert, and the tool does not look for it.',
    upstream: 'https://learn.microsoft.com/defender-xdr/alert-policies',
  },
  {
    code: 'no-usable-key',
    policies: ['MS.EXO.3.1v1'],
    theirs: 'pass',
    ours: 'fail',
    saying: ['dkim-none'],
    why: 'A record without a key in p= verifies no signature (RFC 6376, section 3.6.1).',
    upstream: 'https://www.rfc-editor.org/rfc/rfc6376#section-3.6.1',
  },
  {
    code: 'receivers-apply-none',
    policies: ['MS.EXO.2.2v3'],
    theirs: 'pass',
    ours: 'fail',
    saying: ['spf-many', 'spf-error', 'spf-lookups', 'spf-target'],
    why: 'Receivers answer an error in the record with "permerror" and apply no policy (RFC 7208, section 4.6).',
    upstream: 'https://www.rfc-editor.org/rfc/rfc7208#section-4.6',
  },
  {
    code: 'as-receivers-read-it',
    policies: [dmarc],
    theirs: 'pass',
    ours: 'fail',
    saying: [
      'dmarc-none',
      'dmarc-many',
      'dmarc-repeats',
      'dmarc-share',
      'dmarc-testing',
      'dmarc-without-recipient',
      'dmarc-no-own-aggregate',
      'dmarc-no-failure',
    ],
    why: 'Receivers read the record by the standard: the version exact in case, each tag once, reports to mailto: addresses, and a policy for all mail, not in test mode.',
    upstream: 'https://www.rfc-editor.org/rfc/rfc7489#section-6.3',
  },
]
