/** The small shapes that every message of the API and of the command line is made of. */
import { z } from 'zod';

/** A calendar day, `YYYY-MM-DD`. */
export const plainDateText = z.iso.date();

/** A moment with its offset: `2026-12-15T09:30:00-05:00` or `...Z`. */
export const instantText = z.iso.datetime({ offset: true });

/** An exact decimal such as "350" or "-0.075": money before rounding, doses. */
export const decimalText = z.string().regex(/^-?\d+(\.\d+)?$/);

/** US dollars to the cent: "12129.00". */
export const dollarText = z.string().regex(/^-?\d+\.\d{2}$/);

export const chance = z.number().min(0).max(1);

/** A FHIR reference relative to the base, or the position of a draft: `Appointment/a1`, `Appointment/#1`. */
export const reference = z
  .string()
  .regex(/^[A-Z][A-Za-z]+\/[#A-Za-z0-9.-]+$/, 'must be a reference such as Patient/p1');
