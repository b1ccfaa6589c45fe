"""The records of the national portal, with the names that it uses.

Names, formats and codes as second-hand descriptions of the interface have them (domain rule of the
synchronisation record); the original document was not read. Times are ``yyyyMMddHHmmss`` in
Vietnam. What we do not know is an empty text, as there.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from egov_kit.vietnam import VIETNAM

from egov_apps.onestop.models import ApplicantType, Dossier, DossierPause, DossierStep
from egov_apps.onestop.workflow import State, national

Record = Mapping[str, object]

_APPLICANTS: Final = {
    ApplicantType.CITIZEN: "0",
    ApplicantType.ENTERPRISE: "1",
    ApplicantType.HOUSEHOLD_BUSINESS: "2",
    ApplicantType.ORGANISATION: "1",
}
"""LoaiDoiTuong; the list has no organisation that is no enterprise, so these are the nearest."""


def dossier_record(dossier: Dossier) -> Record:
    """The synchronisation record of a dossier as it is now."""
    return {
        "MaHoSo": dossier.code,
        "MaTTHC": dossier.procedure_code,
        "TenTTHC": dossier.procedure_name_vi,
        "ChuHoSo": dossier.applicant_name,
        "LoaiDoiTuong": _APPLICANTS[ApplicantType(dossier.applicant_type)],
        "MaDoiTuong": dossier.applicant_number,
        "Email": dossier.applicant_email,
        "SoDienThoai": dossier.applicant_phone,
        "TrichYeuHoSo": dossier.procedure_name_vi,
        "NgayTiepNhan": moment(dossier.received_at),
        "NgayHenTra": moment(dossier.due_at),
        "TrangThaiHoSo": str(int(dossier.status)),
        "NgayTra": moment(dossier.returned_at),
        "HinhThuc": str(dossier.channel),
        "NgayKetThucXuLy": moment(dossier.finished_at),
        "DonViXuLy": dossier.at_unit,
        "DanhSachHoSoBoSung": [_supplement(each) for each in dossier.pauses if each.defects],
        "DanhSachGiayToKetQua": _result(dossier),
        "TaiLieuNop": [
            {"TenTepDinhKem": each.name_vi, "SoBan": each.copies, "LoaiBan": each.kind}
            for each in dossier.parts
        ],
    }


def progress_record(dossier: Dossier, step: DossierStep) -> Record:
    """The progress record of one step."""
    return {
        "MaHoSo": dossier.code,
        "NguoiXuLy": step.name,
        "ChucDanh": step.title,
        "ThoiDiemXuLy": moment(step.at),
        "PhongBanXuLy": step.unit_code,
        "NoiDungXuLy": step.note,
        "TrangThai": str(int(national(State(step.to_state)))),
        "NgayBatDau": moment(dossier.received_at),
        "NgayKetThucTheoQuyDinh": moment(step.due_at),
    }


def moment(at: datetime | None) -> str:
    """``yyyyMMddHHmmss`` in Vietnam; empty for what has not happened."""
    return "" if at is None else f"{at.astimezone(VIETNAM):%Y%m%d%H%M%S}"


def _supplement(pause: DossierPause) -> Record:
    return {
        "NoiDungYeuCau": "; ".join(each.text for each in pause.defects),
        "NgayYeuCau": moment(pause.started_at),
        "NgayHoanThanh": moment(pause.ended_at),
    }


def _result(dossier: Dossier) -> list[Record]:
    return [{"MaKetQua": dossier.result_number}] if dossier.result_number else []
