import type { CheckSource } from '../../../model/check.ts'
import { inConsole } from './check.ts'

const page = 'Settings > Discussion'

export const discussionChecks: readonly CheckSource[] = [
  {
    id: 'wordpress.site.comments-moderated',
    title: 'Comments are held until somebody looks',
    metric: 'moderation-enabled',
    resource: 'site',
    severity: 'medium',
    reads: [
      'wordpress.site.comment-moderation',
      'wordpress.site.comment-previously-approved',
      'wordpress.site.default-comment-status',
    ],
    test: 'defaultCommentStatus == "closed" || commentModeration || commentPreviouslyApproved',
    expected: 'Comments closed, approved by hand, or only from authors approved before',
    remediation: inConsole(
      page,
      'Tick "Comment must be manually approved" or "Comment author must have a previously approved comment"',
    ),
  },
  {
    id: 'wordpress.site.comment-author-named',
    title: 'Commenters give name and e-mail',
    metric: 'moderation-enabled',
    resource: 'site',
    severity: 'low',
    reads: [
      'wordpress.site.comment-author-details-required',
      'wordpress.site.comment-registration-required',
    ],
    test: 'commentAuthorDetailsRequired || commentRegistrationRequired',
    expected: 'Name and e-mail, or a login, are required',
    remediation: inConsole(page, 'Tick "Comment author must fill out name and email"'),
  },
  {
    id: 'wordpress.site.comment-links-limited',
    title: 'Comments with many links are held',
    metric: 'spam-protection-configured',
    resource: 'site',
    severity: 'low',
    reads: ['wordpress.site.comment-links-held'],
    test: 'commentLinksHeld >= 1 && commentLinksHeld <= 2',
    expected: 'Held from one or two links on',
    remediation: inConsole(
      page,
      'Under Comment Moderation, hold a comment from 2 links on (0 turns it off)',
    ),
  },
  {
    id: 'wordpress.site.moderation-noticed',
    title: 'Somebody is told of comments that wait',
    metric: 'security-alerts-enabled',
    resource: 'site',
    severity: 'low',
    reads: ['wordpress.site.notify-of-moderation'],
    expect: { op: 'equals', value: true },
    expected: 'E-mail when a comment is held: on',
    remediation: inConsole(page, 'Tick "A comment is held for moderation"'),
  },
  {
    id: 'wordpress.site.old-posts-closed',
    title: 'Comments close on old posts',
    metric: 'moderation-enabled',
    resource: 'site',
    severity: 'low',
    reads: ['wordpress.site.old-posts-close-comments', 'wordpress.site.old-posts-close-days'],
    test: 'oldPostsCloseComments && oldPostsCloseDays <= 90',
    expected: 'Closed after at most 90 days',
    remediation: inConsole(
      page,
      'Tick "Automatically close comments on posts older than" and give at most 90 days',
    ),
  },
  {
    id: 'wordpress.site.pingbacks-closed',
    title: 'Pingbacks and trackbacks are closed',
    metric: 'moderation-enabled',
    resource: 'site',
    severity: 'low',
    reads: ['wordpress.site.default-ping-status'],
    expect: { op: 'equals', value: 'closed' },
    expected: 'Link notifications from other blogs: off',
    remediation: inConsole(
      page,
      'Untick "Allow link notifications from other blogs (pingbacks and trackbacks) on new posts"',
    ),
  },
  {
    id: 'wordpress.site.comment-cookies-consented',
    title: 'Comment cookies ask for consent',
    metric: 'public-exposure-restricted',
    resource: 'site',
    severity: 'low',
    reads: ['wordpress.site.comment-cookies-opt-in'],
    expect: { op: 'equals', value: true },
    expected: 'The opt-in box is shown',
    remediation: inConsole(page, 'Tick "Show comments cookies opt-in checkbox"'),
  },
]
