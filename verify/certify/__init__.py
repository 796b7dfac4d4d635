"""Certified spectra: exact inertia, interlacing with certificates, and enclosures in ball arithmetic.

>>> from verify.certify import check_interlacing, interlaces_exactly
>>> check_interlacing(interlaces_exactly([["2", "1"], ["1", "2"]], ["1", "1/3"]))
True
"""

from verify.certify.checking import CertificateError, InterlacingCertificate, check_interlacing
from verify.certify.corollaries import CorollaryA5, CorollaryA7, Ends, corollary_a5, corollary_a7, kappa_relation, orthogonal_ends
from verify.certify.enclosures import Enclosure, count_below_on_balls, enclosures, interlaces_on_balls, spectra_interlace_on_balls
from verify.certify.inertia import Inertia, count_at, count_below, inertia
from verify.certify.interlacing import interlaces_exactly, projected, secular, spectra_interlace
from verify.certify.rational import InputError

__all__ = [
    "CertificateError",
    "CorollaryA5",
    "CorollaryA7",
    "Enclosure",
    "Ends",
    "Inertia",
    "InputError",
    "InterlacingCertificate",
    "check_interlacing",
    "corollary_a5",
    "corollary_a7",
    "count_at",
    "count_below",
    "count_below_on_balls",
    "enclosures",
    "inertia",
    "interlaces_exactly",
    "interlaces_on_balls",
    "kappa_relation",
    "orthogonal_ends",
    "projected",
    "secular",
    "spectra_interlace",
    "spectra_interlace_on_balls",
]
