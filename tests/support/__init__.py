"""What tests of whole servers share."""
