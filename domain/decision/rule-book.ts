import { answerComesInTime } from '../authorization/answer-comes-in-time.rule.ts';
import { approvedAtRisk } from '../authorization/approved-at-risk.rule.ts';
import { authorizationCanBeJudged } from '../authorization/authorization-can-be-judged.rule.ts';
import { authorizationCoversTheDate } from '../authorization/authorization-covers-the-date.rule.ts';
import { authorizationHasStarted } from '../authorization/authorization-has-started.rule.ts';
import { benefitPaysTheDrug } from '../authorization/benefit-pays-the-drug.rule.ts';
import { broughtDrugIsHere } from '../authorization/brought-drug-is-here.rule.ts';
import { coverageIsActive } from '../authorization/coverage-is-active.rule.ts';
import { denialIsStillOpen } from '../authorization/denial-is-still-open.rule.ts';
import { diagnosisIsTheAuthorizedOne } from '../authorization/diagnosis-is-the-authorized-one.rule.ts';
import { documentsAreOnFile } from '../authorization/documents-are-on-file.rule.ts';
import { doseIsKnown } from '../authorization/dose-is-known.rule.ts';
import { doseIsTheAuthorizedOne } from '../authorization/dose-is-the-authorized-one.rule.ts';
import type { DrugCase } from '../authorization/drug-case.ts';
import { drugIsIdentified } from '../authorization/drug-is-identified.rule.ts';
import { durationIsWithinThePolicy } from '../authorization/duration-is-within-the-policy.rule.ts';
import { earlierVisitsAreCounted } from '../authorization/earlier-visits-are-counted.rule.ts';
import { freeDrugIsMarked } from '../authorization/free-drug-is-marked.rule.ts';
import { givenDosesWereAuthorized } from '../authorization/given-doses-were-authorized.rule.ts';
import { grantIsWhatWasAsked } from '../authorization/grant-is-what-was-asked.rule.ts';
import { intervalIsTheAuthorizedOne } from '../authorization/interval-is-the-authorized-one.rule.ts';
import { laterVisitsAreCovered } from '../authorization/later-visits-are-covered.rule.ts';
import { noProgressionSinceApproval } from '../authorization/no-progression-since-approval.rule.ts';
import { numberIsValid } from '../authorization/number-is-valid.rule.ts';
import { planIsTheAuthorizedOne } from '../authorization/plan-is-the-authorized-one.rule.ts';
import { planYearIsCovered } from '../authorization/plan-year-is-covered.rule.ts';
import { policyIsUnchangedSinceApproval } from '../authorization/policy-is-unchanged-since-approval.rule.ts';
import { productIsTheAuthorizedOne } from '../authorization/product-is-the-authorized-one.rule.ts';
import { providerIsTheAuthorizedOne } from '../authorization/provider-is-the-authorized-one.rule.ts';
import { regimenIsTheAuthorizedOne } from '../authorization/regimen-is-the-authorized-one.rule.ts';
import { renewalEvidenceIsFresh } from '../authorization/renewal-evidence-is-fresh.rule.ts';
import { renewalIsUnderWay } from '../authorization/renewal-is-under-way.rule.ts';
import { requiredAuthorizationExists } from '../authorization/required-authorization-exists.rule.ts';
import { requiredResultsAreCurrent } from '../authorization/required-results-are-current.rule.ts';
import { siteGraceHasNotEnded } from '../authorization/site-grace-has-not-ended.rule.ts';
import { siteIsTheAuthorizedOne } from '../authorization/site-is-the-authorized-one.rule.ts';
import { therapyHasNoGap } from '../authorization/therapy-has-no-gap.rule.ts';
import { unitsFitTheAuthorization } from '../authorization/units-fit-the-authorization.rule.ts';
import { visitDayIsCertain } from '../authorization/visit-day-is-certain.rule.ts';
import { visitHasADrug } from '../authorization/visit-has-a-drug.rule.ts';
import { visitsFitTheAuthorization } from '../authorization/visits-fit-the-authorization.rule.ts';
import type { Visit } from '../visit/snapshot.ts';
import type { Rule } from './rule.ts';

/** Every rule there is, asked of each visit or each of its drugs; none can silence another. */
export interface RuleBook {
  readonly visit: readonly Rule<Visit>[];
  readonly drug: readonly Rule<DrugCase>[];
}

/** In the order in which an authorization specialist would ask. */
export const ruleBook: RuleBook = {
  visit: [visitHasADrug],
  drug: [
    // What is booked, and who pays?
    drugIsIdentified,
    doseIsKnown,
    visitDayIsCertain,
    coverageIsActive,
    benefitPaysTheDrug,
    freeDrugIsMarked,
    broughtDrugIsHere,
    // Is there an authorization?
    requiredAuthorizationExists,
    authorizationCanBeJudged,
    answerComesInTime,
    denialIsStillOpen,
    approvedAtRisk,
    // Is it for this?
    planIsTheAuthorizedOne,
    productIsTheAuthorizedOne,
    diagnosisIsTheAuthorizedOne,
    siteIsTheAuthorizedOne,
    siteGraceHasNotEnded,
    providerIsTheAuthorizedOne,
    numberIsValid,
    grantIsWhatWasAsked,
    regimenIsTheAuthorizedOne,
    doseIsTheAuthorizedOne,
    intervalIsTheAuthorizedOne,
    // Does it hold on the day, and after it?
    authorizationHasStarted,
    authorizationCoversTheDate,
    planYearIsCovered,
    earlierVisitsAreCounted,
    givenDosesWereAuthorized,
    unitsFitTheAuthorization,
    visitsFitTheAuthorization,
    laterVisitsAreCovered,
    // Will the payer go on paying?
    renewalIsUnderWay,
    renewalEvidenceIsFresh,
    requiredResultsAreCurrent,
    documentsAreOnFile,
    noProgressionSinceApproval,
    durationIsWithinThePolicy,
    therapyHasNoGap,
    policyIsUnchangedSinceApproval,
  ],
};
