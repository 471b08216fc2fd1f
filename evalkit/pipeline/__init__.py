"""From a year to its pages: plan, execute by papermill, render by nbconvert, publish."""
