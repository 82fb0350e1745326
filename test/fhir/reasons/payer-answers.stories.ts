/** What the payer has answered, and what people did about it. */
import { day, exampleAuthorization } from '../../../domain/decision/example-course.ts';
import { aClaim, aClaimResponse, aReviewedItem } from '../../support/fhir-builders.ts';
import { booked, authorized, answered, fedWith, atRisk } from './facts.ts';
import type { Story } from './story.ts';

export const payerAnswers: readonly Story[] = [
  {
    what: 'a request that waits, near the visit',
    record: [...booked, ...answered('A4')],
    today: '2026-12-13',
    reaches: ['answer-comes-in-time visit-too-near', 'required-authorization-exists asked-for'],
  },
  {
    what: 'a request that waits longer than usual',
    record: [...booked, ...answered('A4')],
    reaches: ['answer-comes-in-time past-the-clock'],
  },
  {
    what: 'a request that waits since yesterday',
    record: [
      ...booked,
      aClaim({ created: '2026-11-20' }),
      aClaimResponse({ created: '2026-11-20T10:00:00-05:00', item: [aReviewedItem('A4')] }),
    ],
    reaches: ['answer-comes-in-time within-the-clock'],
  },
  {
    what: 'an approval without a period',
    record: [
      ...booked,
      aClaim(),
      aClaimResponse({ item: [{ ...aReviewedItem('A1', { number: 'AUTH0001' }), extension: [] }] }),
    ],
    reaches: ['authorization-can-be-judged incomplete', 'required-authorization-exists not-known-enough'],
  },
  {
    what: 'an answer in a code that is in no list',
    record: [...booked, ...answered('ZZ')],
    reaches: ['authorization-can-be-judged unreadable-decision'],
  },
  {
    what: 'a feed and a payer that tell the same number with different ends',
    record: [...booked, ...authorized],
    beside: ({ authorizations }) => ({
      authorizations: [
        ...authorizations,
        ...(fedWith({
          id: 'row 7',
          raw: 'row 7',
          strength: 'recorded',
          period: { from: day('2026-11-01'), to: day('2026-12-20') },
        })().authorizations ?? []),
      ],
    }),
    reaches: ['authorization-can-be-judged sources-disagree'],
  },
  {
    what: 'a denial of last week',
    record: [
      ...booked,
      aClaim(),
      aClaimResponse({ created: '2026-11-19T10:00:00-05:00', item: [aReviewedItem('A3')] }),
    ],
    reaches: ['denial-is-still-open peer-to-peer-open'],
  },
  {
    what: 'a denial of two months ago',
    record: [
      ...booked,
      aClaim(),
      aClaimResponse({ created: '2026-09-21T10:00:00-05:00', item: [aReviewedItem('A3')] }),
    ],
    reaches: ['denial-is-still-open appeal-open'],
  },
  {
    what: 'a denial of last year',
    record: [
      ...booked,
      aClaim(),
      aClaimResponse({ created: '2025-09-21T10:00:00-05:00', item: [aReviewedItem('A3')] }),
    ],
    reaches: ['denial-is-still-open closed'],
  },
  {
    what: 'a denial in a feed that does not say when',
    record: booked,
    beside: () => {
      const { created: _day, ...undated } = exampleAuthorization({ decision: 'denied', source: 'feed' });
      return { authorizations: [undated] };
    },
    reaches: ['denial-is-still-open day-unknown'],
  },
  {
    what: 'a person who lets the dose go ahead without an authorization',
    record: booked,
    beside: atRisk,
    reaches: ['approved-at-risk goes-ahead'],
  },
  {
    what: 'a person who had let a dose go ahead that is authorized now',
    record: [...booked, ...authorized],
    beside: atRisk,
    reaches: ['approved-at-risk no-longer-needed'],
  },
];
