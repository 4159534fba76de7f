"""Addresses of reference rows inside a network."""

from .views import AcademicYearScreens, DirectionScreens, NormScreens, TerritoryScreens

urlpatterns = [
    *DirectionScreens.urls(),
    *TerritoryScreens.urls(),
    *AcademicYearScreens.urls(),
    *NormScreens.urls(),
]
