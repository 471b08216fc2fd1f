"""项目支出绩效自评表: published forms read as printed, recomputed under an edition, and our own written."""
